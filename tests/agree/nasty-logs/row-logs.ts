import { nasty, wholeLog } from './nasty-log.ts';

const A = 'tests/test_calc.py::test_a';
const B = 'tests/test_calc.py::test_b';
const LISTS = { failToPass: [A], passToPass: [B] };
const GOOD = wholeLog([`PASSED ${A}`, `PASSED ${B}`]);

/** Rows and patches at the edge of what the package takes. */
export const ROW_LOGS = [
  nasty('both lists empty', { log: GOOD }),
  nasty('both lists empty, and a test failed', { log: wholeLog([`FAILED ${A}`], 1) }),
  nasty('an empty list of tests to fix, and a regression', {
    passToPass: [B],
    log: wholeLog([`FAILED ${B}`], 1),
  }),
  nasty('lists as the text of lists', {
    columns: { FAIL_TO_PASS: JSON.stringify([A]), PASS_TO_PASS: ` [\n${JSON.stringify(B)} ] ` },
    log: GOOD,
  }),
  nasty('a test listed twice, and in both lists', { failToPass: [A, A, B], passToPass: [B, A], log: GOOD }),
  nasty('an empty name in a list', { failToPass: ['', A], passToPass: ['['], log: GOOD }),
  nasty('no patch at all', { ...LISTS, log: GOOD, patch: null }),
  nasty('no patch, and a log that cannot be read', { ...LISTS, log: new Uint8Array([0xff]), patch: null }),
  nasty('an empty patch, and every test passes', { ...LISTS, log: GOOD, patch: '' }),
  nasty('a parser that nobody knows', { ...LISTS, parser: 'parse_log_abacus', log: GOOD }),
  nasty('a kind of evaluation that nobody knows', {
    ...LISTS,
    columns: { eval_type: 'pass_or_fail' },
    log: GOOD,
  }),
  nasty('a list whose text is no list', { ...LISTS, columns: { PASS_TO_PASS: '[not JSON' }, log: GOOD }),
  nasty('a row without a list', { ...LISTS, columns: { FAIL_TO_PASS: undefined }, log: GOOD }),
];
