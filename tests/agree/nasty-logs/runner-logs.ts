import { nasty, wholeLog } from './nasty-log.ts';

const DJANGO = { parser: 'parse_log_django' };
const SYMPY = { parser: 'parse_log_sympy' };
const SUM = 'test_sum (calc.tests.SumTests)';
const MEAN = 'test_mean (calc.tests.SumTests)';
const MODERN = 'test_sum (calc.tests.SumTests.test_sum)';
const DOCSTRING = 'The sum of nothing is zero.';

/** Django's and sympy's own runners, and those that report failures alone. */
export const RUNNER_LOGS = [
  nasty('tests named by the first line of their docstring', {
    ...DJANGO,
    failToPass: [DOCSTRING],
    passToPass: [SUM],
    log: wholeLog(['test_empty (calc.tests.SumTests)', `${DOCSTRING} ... ok`, `${SUM} ... ok`]),
  }),
  nasty('a docstring that holds the dots before a result', {
    ...DJANGO,
    failToPass: ['Sums 1 ... 9 ... ok, and more'],
    passToPass: ['Sums 1', 'Sums 1 ... 9'],
    log: wholeLog(
      ['Sums 1 ... 9 ... ok, and more ... ok', 'Sums 1 ... 9 ... FAIL', 'a ... skipped ... ok'],
      1,
    ),
  }),
  nasty('names as Python 3.11 prints them, lists as 3.9 did', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: [MODERN],
    log: wholeLog([`${MODERN} ... ok`]),
  }),
  nasty('output of a test between its dots and its ok', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: [MEAN],
    log: wholeLog([`${SUM} ... Creating table`, 'Running deferred SQL...', 'ok', `${MEAN} ... ok`]),
  }),
  nasty('an ok that belongs to nobody passes the test announced last', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: [MEAN],
    log: wholeLog(['ok', `${SUM} ... FAIL`, 'okay, this is chatter', `${MEAN} ... ok`], 1),
  }),
  nasty('two tests of one docstring, the second fails', {
    ...DJANGO,
    failToPass: [DOCSTRING],
    log: wholeLog([`${DOCSTRING} ... ok`, `${DOCSTRING} ... FAIL`], 1),
  }),
  nasty('skipped, expected and unexpected endings', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: [MEAN, 'test_later (calc.tests.SumTests)', 'test_wonder (calc.tests.SumTests)'],
    log: wholeLog([
      `${SUM} ... ok`,
      `${MEAN} ... skipped 'needs ... a display'`,
      'test_later (calc.tests.SumTests) ... expected failure',
      'test_wonder (calc.tests.SumTests) ... unexpected success',
    ]),
  }),
  nasty('a failed subtest, told only in its heading', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: ['test_sum'],
    log: wholeLog([`${SUM} ... `, '='.repeat(70), 'FAIL: test_sum (calc.tests.SumTests) (i=3)'], 1),
  }),
  nasty('the heading of a failure without a name, at which the package raises', {
    ...DJANGO,
    failToPass: [SUM],
    log: wholeLog([`${SUM} ... ok`, 'logged by a test:', '  ERROR:  ']),
  }),
  nasty('results pushed away by messages of the framework', {
    ...DJANGO,
    failToPass: [SUM],
    passToPass: [MEAN, 'test_c (t.T)'],
    log: wholeLog([
      `${SUM} ... Testing against Django installed in '/testbed/django' with up to 2 processes`,
      'System check identified no issues (3 silenced).',
      'ok',
      `${MEAN} ... Internal Server Error: /view/`,
      'ok',
      'test_c (t.T) ... System check identified no issues (0 silenced)',
      'ok',
    ]),
  }),
  nasty('a test whose name spans the version that it prints', {
    ...DJANGO,
    failToPass: ['--version is equivalent to version'],
    log: wholeLog(['--version is equivalent to version', '5.1', 'noise']),
  }),
  nasty('the last test of a file shares its line with the file’s verdict', {
    ...SYMPY,
    failToPass: ['test_sum'],
    passToPass: ['test_mean'],
    log: wholeLog(['calc/tests/test_calc.py[2] ', 'test_mean ok', 'test_sum ok                     [OK]']),
  }),
  nasty('a failure told by a rule line under the name of its file', {
    ...SYMPY,
    failToPass: ['test_sum'],
    passToPass: ['calc/tests/test_calc.py:test_sum', 'test_mean'],
    log: wholeLog(
      ['test_mean E', 'test_sum ok', `${'_'.repeat(8)} calc/tests/test_calc.py:test_sum ${'_'.repeat(8)}`],
      1,
    ),
  }),
  nasty('a rule line of eight thousand characters', {
    ...SYMPY,
    failToPass: ['test_sum'],
    passToPass: ['a/b.py:c'],
    log: wholeLog([`${'_'.repeat(8000)} a/b.py:c ${'_'.repeat(8000)}`, 'test_sum ok'], 1),
  }),
  nasty('slow and indented results', {
    ...SYMPY,
    failToPass: ['test_sum'],
    passToPass: ['test_slow', 'test_odd'],
    log: wholeLog(['   test_sum  ok  ', 'test_slow (12.3 s) F', 'test_odd f', 'test_ E'], 1),
  }),
  nasty('failures alone are reported: a missing test passed', {
    parser: 'parse_log_tap',
    failToPass: ['sums'],
    passToPass: ['means', 'medians'],
    columns: { eval_type: 'fail_only' },
    log: wholeLog(['TAP version 13', 'ok 1 sums', 'not ok 2 modes'], 1),
  }),
  nasty('failures alone are reported: an error or a skip is no failure', {
    failToPass: ['tests/a.py::e'],
    passToPass: ['tests/a.py::s', 'tests/a.py::f'],
    columns: { eval_type: 'fail_only' },
    log: wholeLog(['ERROR tests/a.py::e', 'SKIPPED tests/a.py::s', 'FAILED tests/a.py::f'], 1),
  }),
  nasty('failures alone are reported: a cut id matches nothing', {
    failToPass: ['tests/a.py::f[1'],
    columns: { eval_type: 'fail_only' },
    log: wholeLog(['FAILED tests/a.py::f[12]'], 1),
  }),
  nasty('failures alone are reported, by a browser that never ran a test', {
    parser: 'parse_log_tap',
    failToPass: ['sums'],
    columns: { eval_type: 'fail_only' },
    log: wholeLog(['HeadlessChrome 90.0: Executed 0 of 0 ERROR', '0 passing'], 1),
  }),
  nasty('failures alone are reported, and a count shows that tests ran', {
    parser: 'parse_log_tap',
    failToPass: ['sums'],
    columns: { eval_type: 'fail_only' },
    log: wholeLog(['Executed 12 of 12 SUCCESS'], 1),
  }),
];
