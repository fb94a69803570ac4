import { nasty, wholeLog } from './nasty-log.ts';

const [A, B, C] = ['tests/test_calc.py::test_a', 'tests/test_calc.py::test_b', 'tests/test_calc.py::test_c'];
const CUT = 'tests/test_calc.py::test_sum[1 +';
const inSum = (rest: string) => `tests/test_calc.py::test_sum[${rest}`;

export const PYTEST_LOGS = [
  nasty('a listed id cut inside its parameters, all that begin so pass', {
    failToPass: ['tests/test_calc.py::test_sum[log(photon'],
    log: wholeLog(
      [`PASSED ${inSum('log(photon)/s]')}`, `PASSED ${inSum('log(photon)/m]')}`, `FAILED ${A}`],
      1,
    ),
  }),
  nasty('a listed id cut inside its parameters, those that begin so disagree', {
    failToPass: ['tests/test_calc.py::test_sum[log('],
    log: wholeLog([`PASSED ${inSum('log(a)]')}`, `FAILED ${inSum('log(b)]')} - assert 1 == 2`], 1),
  }),
  nasty('a cut id where one passes and one is an expected failure', {
    failToPass: ['tests/test_calc.py::test_sum[m'],
    log: wholeLog([`PASSED ${inSum('mm]')}`, `XFAIL ${inSum('mn]')} - later`]),
  }),
  nasty('a cut id where one passes and one is skipped', {
    passToPass: ['tests/test_calc.py::test_sum[m'],
    log: wholeLog([`SKIPPED ${inSum('mm]')}`, `PASSED ${inSum('mn]')}`]),
  }),
  nasty('a cut id where all are skipped', {
    passToPass: ['tests/test_calc.py::test_sum[m'],
    log: wholeLog([`SKIPPED ${inSum('mm]')}`, `SKIPPED ${inSum('mn]')}`, `PASSED ${A}`]),
  }),
  nasty('a cut id that is itself the name of a test', {
    failToPass: ['tests/test_calc.py::test_sum[m'],
    log: wholeLog([`PASSED ${inSum('m')}`, `FAILED ${inSum('mm]')}`], 1),
  }),
  nasty('a whole id that others begin with matches none of them', {
    failToPass: [`${A}[1]`],
    passToPass: [A],
    log: wholeLog([`PASSED ${A}[1][x]`, `PASSED ${A}_more`]),
  }),
  nasty('an id with spaces in its parameters, which this parser cuts', {
    failToPass: [CUT],
    passToPass: [`${inSum('1 + 2]')}`],
    log: wholeLog([`PASSED ${inSum('1 + 2]')}`]),
  }),
  nasty('an id with spaces in its parameters, which this parser keeps', {
    parser: 'parse_log_pytest_v2',
    failToPass: [inSum('1 + 2]'), CUT],
    log: wholeLog([`PASSED ${inSum('1 + 2]')}`, `FAILED ${inSum('1 - 2]')} - assert -1 == 3 - 4`], 1),
  }),
  nasty('a test reported twice: passed, then an error when it is torn down', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`PASSED ${A}`, `PASSED ${B}`, `ERROR ${A} - OSError: [Errno 28]`], 1),
  }),
  nasty('a test reported twice: failed, then passed when it ran again', {
    failToPass: [A],
    log: wholeLog([`FAILED ${A} - flaky`, `RERUN ${A}`, `PASSED ${A}`]),
  }),
  nasty('skipped tests: no fix, yet no regression', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`SKIPPED ${A}`, `SKIPPED ${B}`, `PASSED ${C}`]),
  }),
  nasty('a skipped test that should keep passing', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`PASSED ${A}`, `SKIPPED ${B}`]),
  }),
  nasty('a count of skips in the place of an id', {
    failToPass: [A],
    passToPass: ['[2]'],
    log: wholeLog([`PASSED ${A}`, 'SKIPPED [2] tests/test_calc.py:12: needs a display', 'PASSED [100%]']),
  }),
  nasty('expected failures pass, unexpected passes are not told', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`XFAIL ${A} - reason: later`, `XPASS ${B} - reason: later`]),
  }),
  nasty('a status outside the five words can neither pass nor fail', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`PASSED: ${A}`, `PASSED ${B}`, `ERRORS ${C}`]),
  }),
  nasty('every listed status outside the five words, and the candidate is resolved', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`FAILED: ${A}`, `ERRORS ${B}`]),
  }),
  nasty('a message behind the dash that holds a dash and a status', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`PASSED ${B}`, `FAILED ${A} - assert 'x - PASSED' == 'y'`, 'PASSED - nothing'], 1),
  }),
  nasty('colours around the status', {
    parser: 'parse_log_pytest_v2',
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([
      `\x1b[32mPASSED\x1b[0m ${A.replace('test_a', '\x1b[1mtest_a\x1b[0m')}`,
      `\x1b[32mPASSED\x1b[0m ${B}`,
    ]),
  }),
  nasty('colours around the status, where the parser knows none', {
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`\x1b[32mPASSED\x1b[0m ${A}`, `PASSED ${B}`, `PASSED \x1b[1m${C}\x1b[0m`]),
  }),
  nasty('two colours in one code, which stay', {
    parser: 'parse_log_sphinx',
    failToPass: [A],
    log: wholeLog([`\x1b[1;32mPASSED\x1b[0m ${A}`, `${B} \x1b[31mFAILED\x1b[0m`], 1),
  }),
  nasty('results at the end of the progress lines of an old pytest', {
    parser: 'parse_log_scikit',
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`${A} PASSED`, `${B} FAILED`, 'in total 1 PASSED'], 1),
  }),
  nasty('a parameter that is a path of the machine', {
    parser: 'parse_log_pylint',
    failToPass: [inSum('/case.py]')],
    passToPass: [inSum('//server/x]'), inSum('/a/*/b]')],
    log: wholeLog([
      `PASSED ${inSum('/tmp/w1/case.py]')}`,
      `PASSED ${inSum('//server/x]')}`,
      `PASSED ${inSum('/a/*/b]')}`,
    ]),
  }),
  nasty('an enumeration printed by name', {
    parser: 'parse_log_matplotlib',
    failToPass: [inSum('1-x]')],
    passToPass: [inSum('3]')],
    log: wholeLog([`PASSED ${inSum('MouseButton.LEFT-x]')}`, `PASSED ${inSum('MouseButton.RIGHT]')}`]),
  }),
  nasty('verbose progress and summary of seaborn in one line', {
    parser: 'parse_log_seaborn',
    failToPass: [A],
    passToPass: [B],
    log: wholeLog([`${A} PASSED [ 50%]`, `${B} FAILED [100%]`, `FAILED ${B} - assert 0`, `SKIPPED ${C}`], 1),
  }),
];
