import { describe, expect, test } from 'vitest';
import type { LogParserName } from '../../../../pipeline/swebench/log-parsers/registry.ts';
import { judgeLog } from '../../../../pipeline/swebench/verdict.ts';

const START = ["+ : '>>>>> Start Test Output'", '+ run tests'];
const end = (status: number) => [
  `+ SWEBENCH_TEST_EXIT_CODE=${status}`,
  "+ : '>>>>> End Test Output'",
  `+ echo '>>>>> Test Exit Code: ${status}'`,
  `>>>>> Test Exit Code: ${status}`,
  '+ git checkout',
];

interface Log {
  readonly before?: readonly string[];
  readonly lines: readonly string[];
  readonly status?: number;
  readonly after?: readonly string[];
  readonly parser?: LogParserName;
}

const LISTED = ['t.py::a', 't.py::b', 'test_a (m.C)', 'test_b (m.C)', 'test_a'];

/** What is found suspicious; the log is judged with all tests of this file listed. */
function suspicions({ before = [], lines, status = 0, after = [], parser = 'parse_log_pytest' }: Log) {
  const text = [...before, ...START, ...lines, ...end(status), ...after].join('\n');
  return judgeLog(text, { failToPass: LISTED, passToPass: [], logParser: parser, evalType: 'pass_and_fail' })
    .suspect;
}

const RULE = '==============================';
const PYTEST = [
  `${RULE} test session starts ${RULE}`,
  'collected 2 items',
  't.py .F',
  `${RULE} PASSES ${RULE}`,
  `${RULE} short test summary info ${RULE}`,
];
const honest = [
  ...PYTEST,
  'PASSED t.py::a',
  'FAILED t.py::b - assert 1 == 2',
  `${RULE} 1 failed, 1 passed in 0.12s ${RULE}`,
];

describe('a log of pytest', () => {
  test('of an honest run is not suspect', () => {
    expect(suspicions({ lines: honest, status: 1 })).toBeNull();
    expect(
      suspicions({
        lines: honest.map((line) => `\u001b[32m${line}\u001b[0m`),
        status: 1,
        parser: 'parse_log_sphinx',
      }),
    ).toBeNull();
  });

  test('may name a test as passed and as an error of its teardown', () => {
    const lines = [
      ...PYTEST,
      'PASSED t.py::a',
      'ERROR t.py::a - x',
      `${RULE} 1 passed, 1 error in 61.20s (0:01:01) ${RULE}`,
    ];
    expect(suspicions({ lines, status: 1 })).toBeNull();
  });

  test('may quote the output of a pytest that a test ran', () => {
    const inner = [
      '----- Captured stdout call -----',
      'PASSED test_inner.py::x',
      `${RULE} 1 passed in 0.01s ${RULE}`,
    ];
    const lines = [...PYTEST.slice(0, 4), ...inner, ...honest.slice(4)];
    expect(suspicions({ lines, status: 1 })).toBeNull();
  });

  test.each([
    [
      'results that a test printed',
      [...PYTEST.slice(0, 4), 'PASSED t.py::b', ...honest.slice(4)],
      "results of t.py::b stand outside pytest's own summary",
    ],
    [
      'results printed behind its last line',
      [...honest, 'PASSED t.py::b'],
      "results of t.py::b stand outside pytest's own summary",
    ],
    [
      'more passed tests than it counts',
      [...honest.slice(0, -1), 'PASSED t.py::c', ...honest.slice(-1)],
      'pytest counts 1 passed, yet 2 are shown as PASSED',
    ],
    [
      'fewer failures than it counts',
      honest.map((line) => line.replace('1 failed', '2 failed')),
      'pytest counts 2 failed, yet 1 are shown as FAILED',
    ],
    [
      'a test that both passed and failed',
      [...honest.slice(0, -1), 'PASSED t.py::b', `${RULE} 1 failed, 2 passed in 0.12s ${RULE}`],
      't.py::b both passed and failed',
    ],
    [
      'no last line',
      honest.slice(0, -1),
      "results are there, yet pytest's last line with their counts is not",
    ],
  ])('with %s is suspect', (_, lines, reason) => {
    expect(suspicions({ lines, status: 1 })).toContain(reason);
  });
});

const DJANGO = [
  'test_a (m.C) ... ok',
  'test_b (m.C) ... FAIL',
  '',
  'FAIL: test_b (m.C)',
  'Ran 2 tests in 0.010s',
  '',
  'FAILED (failures=1)',
  'Destroying test database',
];

describe("a log of Django's runner", () => {
  const parser = 'parse_log_django';

  test('of an honest run is not suspect, though two tests may share a docstring', () => {
    expect(suspicions({ lines: DJANGO, status: 1, parser })).toBeNull();
    const shared = [
      'Says so. ... ok',
      'Says so. ... FAIL',
      ...DJANGO.map((line) => line.replace('2 tests', '4 tests')),
    ];
    expect(suspicions({ lines: shared, status: 1, parser })).toBeNull();
  });

  test.each([
    [
      'more results than tests ran',
      ['test_c (m.C) ... ok', 'test_d (m.C) ... ok', ...DJANGO],
      '2 tests ran, yet 3 are shown as ok',
    ],
    [
      'a test that is ok and failed',
      ['test_b (m.C) ... ok', ...DJANGO],
      'test_b (m.C) is shown as ok and as failed',
    ],
    [
      'results below its last words',
      [...DJANGO.slice(1), 'test_a (m.C) ... ok'],
      "results of test_a (m.C) stand below the runner's last words",
    ],
    [
      'failures counted and none shown',
      ['test_a (m.C) ... ok', 'Ran 2 tests in 1s', '', 'FAILED (failures=1)'],
      'the runner counts 1 failures, yet none is shown',
    ],
    ['no count', ['test_a (m.C) ... ok'], 'results are there, yet not the line that says how many tests ran'],
  ])('with %s is suspect', (_, lines, reason) => {
    const status = lines.some((line) => line.includes('FAIL:')) ? 1 : 0;
    expect(suspicions({ lines, status, parser })).toEqual([reason]);
  });
});

const SYMPY = [
  '===== test process starts =====',
  'x.py[2]',
  'test_a ok',
  'test_b F      [FAIL]',
  '_____ x.py:test_b _____',
  '===== tests finished: 1 passed, 1 failed, in 0.02 seconds =====',
];

describe("a log of sympy's runner", () => {
  const parser = 'parse_log_sympy';

  test('of an honest run is not suspect, though its last line may be broken', () => {
    expect(suspicions({ lines: SYMPY, status: 1, parser })).toBeNull();
    const broken = [
      ...SYMPY.slice(0, -1),
      ' tests finished: 1 passed, 1 failed, 2 expected to fail, ',
      'in 6.96 seconds ',
    ];
    expect(suspicions({ lines: broken, status: 1, parser })).toBeNull();
  });

  test.each([
    [
      'more passed tests than it counts',
      [...SYMPY.slice(0, 3), 'test_c ok', ...SYMPY.slice(3)],
      'sympy counts 1 passed, yet 2 are shown as ok',
    ],
    ['results before it began', ['test_c ok', ...SYMPY], "1 results stand outside the run of sympy's tests"],
    ['no last line', SYMPY.slice(0, -1), "results are there, yet sympy's last line with their counts is not"],
  ])('with %s is suspect', (_, lines, reason) => {
    expect(suspicions({ lines, status: 1, parser })).toEqual([reason]);
  });
});

describe('a log of any runner', () => {
  test('with a marker that something else printed is suspect', () => {
    const twice = suspicions({ lines: ["+ : '>>>>> Start Test Output'", ...honest], status: 1 });
    expect(twice).toContain('the log has >>>>> Start Test Output 2 times');
    expect(suspicions({ lines: honest, status: 1, after: ['>>>>> End Test Output'] })).toEqual([
      'the log has >>>>> End Test Output 2 times',
    ]);
  });

  test('with a status of the tests that something else printed is suspect', () => {
    expect(suspicions({ lines: ['>>>>> Test Exit Code: 0', ...honest], status: 1 })).toEqual([
      'the log has >>>>> Test Exit Code 3 times',
      "the tests' command ended with status 0, yet t.py::b failed",
    ]);
  });

  test('whose markers are printed, traced or not, is not suspect for it', () => {
    for (const trace of [(text: string) => [`+ echo '${text}'`, text], (text: string) => [text]]) {
      const text = [...trace('>>>>> Start Test Output'), ...honest, ...trace('>>>>> End Test Output')].join(
        '\n',
      );
      const rules = {
        failToPass: LISTED,
        passToPass: [],
        logParser: 'parse_log_pytest',
        evalType: 'pass_and_fail',
      } as const;
      expect(judgeLog(text, rules).suspect).toBeNull();
    }
  });

  test('with a listed result outside the markers is suspect, and with any other text there is not', () => {
    expect(suspicions({ lines: honest, status: 1, before: ['PASSED t.py::b'] })).toEqual([
      'results of t.py::b stand outside the markers',
    ]);
    expect(suspicions({ lines: honest, status: 1, after: ['PASSED t.py::b'] })).toHaveLength(1);
    const before = ['ERROR: pip cannot resolve x', 'PASSED set-up'];
    expect(suspicions({ lines: honest, status: 1, before })).toBeNull();
  });

  test('with all its results outside the markers is suspect', () => {
    expect(suspicions({ lines: [], before: ['PASSED t.py::a'] })).toEqual([
      'all results stand outside the markers',
    ]);
  });

  test('whose text and status differ is suspect', () => {
    expect(suspicions({ lines: honest, status: 0 })).toEqual([
      "the tests' command ended with status 0, yet t.py::b failed",
    ]);
    const passed = [...PYTEST, 'PASSED t.py::a', `${RULE} 1 passed in 0.12s ${RULE}`];
    expect(suspicions({ lines: passed, status: 1 })).toEqual([
      "the tests' command ended with status 1, yet no test failed",
    ]);
    expect(suspicions({ lines: passed, status: 0 })).toBeNull();
  });

  test('that our capture cut is suspect', () => {
    const lines = [...honest.slice(0, 2), '[... 123 bytes left out ...]', ...honest.slice(2)];
    expect(suspicions({ lines, status: 1 })).toEqual(['123 bytes of the log were left out']);
  });

  test('that no test can be read from is suspect for its form alone', () => {
    expect(suspicions({ lines: ['ImportError: x'], status: 1 })).toBeNull();
    expect(
      suspicions({ lines: ['FAIL:'], status: 1, before: ['FAIL:'], parser: 'parse_log_django' }),
    ).toBeNull();
  });
});
