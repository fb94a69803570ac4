import { nasty, START, wholeLog } from './nasty-log.ts';

const A = 'tests/test_calc.py::test_a';
const B = 'tests/test_calc.py::test_b';
const LISTS = { failToPass: [A], passToPass: [B] };
const GOOD = [`PASSED ${A}`, `PASSED ${B}`];

/** Bytes that readers of text take differently. */
export const BYTE_LOGS = [
  nasty('lines that end with CRLF', { ...LISTS, log: wholeLog(GOOD).replaceAll('\n', '\r\n') }),
  nasty('lines that end with CRLF, in Django’s runner', {
    parser: 'parse_log_django',
    failToPass: ['test_sum (calc.tests.SumTests)'],
    log: wholeLog(['test_sum (calc.tests.SumTests) ... Internal Server Error: /view/', 'ok']).replaceAll(
      '\n',
      '\r\n',
    ),
  }),
  nasty('a lone CR ends a line', {
    ...LISTS,
    log: wholeLog([`collecting 1\rcollecting 2\rPASSED ${A}\rPASSED ${B}`]),
  }),
  nasty('a lone CR inside a marker', {
    ...LISTS,
    log: wholeLog(GOOD).replace(START, START.replace('Start', 'Start\r')),
  }),
  nasty('CR twice before LF', { ...LISTS, log: wholeLog([`PASSED ${A}\r\r`, ...GOOD, `FAILED\r${B}`]) }),
  nasty('a byte that is no UTF-8', { ...LISTS, log: withBytes(wholeLog(GOOD), '+ pytest', [0xff]) }),
  nasty('a byte that is no UTF-8, behind everything that counts', {
    ...LISTS,
    log: Buffer.concat([Buffer.from(wholeLog(GOOD)), Buffer.from([0x80, 0x0a])]),
  }),
  nasty('a character cut in two at the end of the log', {
    ...LISTS,
    log: Buffer.from(`${wholeLog(GOOD)}é`).subarray(0, -1),
  }),
  nasty('half of a surrogate pair, written as UTF-8', {
    ...LISTS,
    log: withBytes(wholeLog(GOOD), '+ pytest', [0xed, 0xa0, 0x80]),
  }),
  nasty('a zero in the longest form of UTF-8', {
    ...LISTS,
    log: withBytes(wholeLog(GOOD), '+ pytest', [0xc0, 0x80]),
  }),
  nasty('a byte order mark before a result, markers behind', {
    ...LISTS,
    log: `\ufeffPASSED ${A}\nPASSED ${B}\n${wholeLog([])}`,
  }),
  nasty('a byte order mark inside an id', { ...LISTS, log: wholeLog([`PASSED \ufeff${A}`, `PASSED ${B}`]) }),
  nasty('zero bytes in ids and between lines', {
    failToPass: ['tests/test_calc.py::test_s[\0]', 'tests/test_calc.py::test_s[\\x00]'],
    passToPass: [A],
    log: wholeLog(['PASSED tests/test_calc.py::test_s[\0]', '\0\0', `\0PASSED ${A}`]),
  }),
  nasty('separators that Python’s split takes for white space', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`PASSED\x1c${A}`, `PASSED\x85${B}\u2028FAILED ${B}`]),
  }),
  nasty('separators that only other splits take for line ends', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([
      `PASSED ${A}\u2028FAILED ${A}`,
      `note\u2029PASSED ${B}`,
      `note\x0bPASSED ${B}`,
      `\x0cPASSED ${B}`,
    ]),
  }),
  nasty('white space around Django’s lines that JavaScript does not know', {
    parser: 'parse_log_django',
    failToPass: ['test_sum (t.T)', '\ufefftest_mean (t.T)'],
    log: wholeLog(['\x1f\x85test_sum (t.T) ... ok\x1c', '\ufefftest_mean (t.T) ... ok\ufeff']),
  }),
  nasty('ids outside ASCII, composed and not', {
    failToPass: ['tests/test_calc.py::test_s[é]', 'tests/test_calc.py::test_s[日本-🐍]'],
    passToPass: ['tests/test_calc.py::test_s[e\u0301]'],
    log: wholeLog([
      'PASSED tests/test_calc.py::test_s[é]',
      'FAILED tests/test_calc.py::test_s[e\u0301]',
      'PASSED tests/test_calc.py::test_s[日本-🐍]',
    ]),
  }),
  nasty('digits that are no ASCII in a count of skips', {
    ...LISTS,
    log: wholeLog([...GOOD, 'SKIPPED [٣] tests/test_calc.py:1: x', 'SKIPPED [²] tests/test_calc.py:2: x']),
  }),
  nasty('control characters inside a coloured result', {
    parser: 'parse_log_astropy',
    failToPass: [A],
    log: wholeLog([`PASS\x07ED\t \x1b[0m ${A}`, `\x08PASSED${'\t'}${B}`, `\x7fPASSED ${B}`]),
  }),
  nasty('a line of a million characters', {
    ...LISTS,
    log: wholeLog(['x'.repeat(1_000_000), ...GOOD, `PASSED ${'y'.repeat(100_000)}`]),
  }),
  nasty('names that JavaScript objects have already', {
    failToPass: ['__proto__', 'constructor'],
    passToPass: ['toString', 'hasOwnProperty'],
    log: wholeLog(['PASSED __proto__', 'PASSED constructor', 'FAILED toString'], 1),
  }),
  nasty('names that look like array indices, later before earlier', {
    failToPass: ['10', '9'],
    passToPass: ['1'],
    log: wholeLog(['PASSED 10', 'PASSED 9', 'PASSED 1']),
  }),
  nasty('a cut id that the first of many decides', {
    failToPass: ['test[', 'test[1'],
    log: wholeLog(['SKIPPED test[1]', 'FAILED test[12]', 'PASSED test2[1]'], 1),
  }),
];

/** The log with bytes put in front of the first occurrence of a text. */
function withBytes(log: string, before: string, bytes: readonly number[]): Uint8Array {
  const place = Buffer.byteLength(log.slice(0, log.indexOf(before)));
  const whole = Buffer.from(log);
  return Buffer.concat([whole.subarray(0, place), Buffer.from(bytes), whole.subarray(place)]);
}
