import { nasty, wholeLog } from './nasty-log.ts';

/** Runners of other languages, whose lines are easier to mistake. */
export const LANGUAGE_LOGS = [
  nasty('a Go test and its subtests, a package that did not build', {
    parser: 'parse_log_gotest',
    failToPass: ['TestSum/of_(two)'],
    passToPass: ['TestSum', 'TestMean'],
    log: wholeLog(
      [
        '=== RUN   TestSum',
        '    --- PASS: TestSum/of_(two) (0.00s)',
        '--- PASS: TestSum (0.01s)',
        '--- FAIL: TestMean (0.00s) (cached)',
        'FAIL\tcalc [build failed]',
      ],
      1,
    ),
  }),
  nasty('a Rust test that is ignored with a reason, and one whose name has spaces', {
    parser: 'parse_log_cargo',
    failToPass: ['sum::two'],
    passToPass: ['sum::later', 'sum::doc'],
    log: wholeLog([
      'test sum::two ... ok',
      'test sum::later ... ignored, needs a network',
      'test sum::doc ... ignored',
      'test src/lib.rs - sum (line 3) ... ok',
      'test sum::bench ... bench: 12 ns/iter',
    ]),
  }),
  nasty('a test of PHP before any suite, and a suite that looks like a test', {
    parser: 'parse_log_phpunit',
    failToPass: ['Sum (Calc\\Sum) > Adds'],
    passToPass: ['None > Early', 'Sum > Skips'],
    log: wholeLog([' ✔ Early', 'Sum (Calc\\Sum)', ' ✔ Adds', 'Mean (Calc\\Mean)', ' ↩ Skips', ' ✘ ✔ odd'], 1),
  }),
  nasty('a status of Gradle pushed away from its test', {
    parser: 'parse_log_gradle_custom',
    failToPass: ['calc.SumTest > adds'],
    passToPass: ['calc.SumTest > means'],
    log: wholeLog([
      'calc.SumTest > adds',
      'WARNING: slow',
      'PASSED',
      'calc.SumTest > means() PASSED',
      '> Task :test FAILED',
      'calc.SumTest > lost',
    ]),
  }),
  nasty('a test of Maven that the build’s end decides', {
    parser: 'parse_log_maven',
    failToPass: ['calc.SumTest#adds'],
    log: wholeLog(
      [
        '-Dtest=calc.SumTest#adds',
        '[INFO] BUILD SUCCESS',
        '-Dtest=calc.SumTest#means',
        '[INFO] BUILD FAILURE',
      ],
      1,
    ),
  }),
  nasty('a report in XML with what XML calls a name', {
    parser: 'parse_log_doctest',
    failToPass: ['sums > of "two" & <three>'],
    passToPass: ['sums > none'],
    log: wholeLog(
      [
        '<doctest binary="t"><TestSuite><TestCase name="sums">',
        '<SubCase name="of &quot;two&quot; &amp; &lt;three&gt;"><Expression success="true"/></SubCase>',
        '<SubCase name="none"/><SubCase name="bad"><Expression success="false"/></SubCase>',
        '</TestCase></TestSuite></doctest>',
      ],
      1,
    ),
  }),
  nasty('a report in XML that was cut, at which the package raises', {
    parser: 'parse_log_doctest',
    failToPass: ['sums > two'],
    log: wholeLog(['<doctest><TestCase name="sums"><SubCase name="two"></doctest>']),
  }),
  nasty('a report in JSON that was cut, at which the package raises', {
    parser: 'parse_log_prismjs',
    failToPass: ['sums'],
    log: wholeLog([
      './node_modules/.bin/mocha tests/run.js --reporter json',
      '{"passes": [{"fullTitle": "sums"}]',
    ]),
  }),
  nasty('suites of Jest side by side, ticks of two kinds and times', {
    parser: 'parse_log_jest',
    failToPass: ['adds two (again)', 'sum adds two'],
    passToPass: ['later'],
    log: wholeLog(
      [
        'sum',
        '  ✓ adds two (3 ms)',
        '  ✔ adds two (again) (1 s)',
        '  ✕ fails (12 ms)',
        '  ○ skipped later',
        '  √ other',
      ],
      1,
    ),
  }),
  nasty('suites of Karma that end by indentation alone', {
    parser: 'parse_log_karma',
    failToPass: ['sum > adds'],
    passToPass: ['sum > deep > means', 'late'],
    log: wholeLog(
      [
        '  before ✔ early',
        'INFO: Starting browser Chrome',
        '  sum',
        '    ✔ adds',
        '    deep',
        '      ✔ means',
        '  mean',
        '    ✖ \x1b[31mfails\x1b[0m',
        'SUMMARY:',
        ' ✔ late',
      ],
      1,
    ),
  }),
  nasty('a suite of Karma that ends before one began, at which the package raises', {
    parser: 'parse_log_karma',
    failToPass: ['adds'],
    log: wholeLog(['Starting browser', '     sum', '   mean', '  mode', '✔ adds']),
  }),
  nasty('a parser that an instance’s number chooses, and no such number', {
    parser: 'parse_log_jekyll',
    failToPass: ['adds'],
    log: wholeLog(['TestSum#adds = 0.01 s = .']),
  }),
  nasty('a test that names its time, in three forms', {
    parser: 'parse_log_carbon',
    failToPass: ['sum.js', 'mean.js'],
    passToPass: ['mode.js (3 min)'],
    log: wholeLog(
      ['PASS sum.js (1.5 s)', 'PASS mean.js (12ms)', 'PASS mode.js (3 min)', 'FAIL sum.js (2s) (3s)'],
      1,
    ),
  }),
  nasty('test numbers of TAP with directives', {
    parser: 'parse_log_tap',
    failToPass: ['- adds # SKIP later'],
    passToPass: ['- means # TODO'],
    log: wholeLog(
      ['1..3', 'ok 1 - adds # SKIP later', '  not ok 2 - means # TODO', 'ok 3', 'okay 4 modes'],
      1,
    ),
  }),
];
