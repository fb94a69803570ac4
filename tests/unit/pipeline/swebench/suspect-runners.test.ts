import { describe, expect, test } from 'vitest';
import { HONEST, LISTED, PYTEST, RULE, suspicions } from './suspicions.ts';

describe('a log of pytest', () => {
  test('of an honest run is not suspect', () => {
    expect(suspicions({ lines: HONEST, status: 1 })).toBeNull();
    expect(
      suspicions({
        lines: HONEST.map((line) => `\u001b[32m${line}\u001b[0m`),
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
    const lines = [...PYTEST.slice(0, 4), ...inner, ...HONEST.slice(4)];
    expect(suspicions({ lines, status: 1 })).toBeNull();
  });

  test.each([
    [
      'results that a test printed',
      [...PYTEST.slice(0, 4), 'PASSED t.py::b', ...HONEST.slice(4)],
      "results of t.py::b stand outside pytest's own summary",
    ],
    [
      'results printed behind its last line',
      [...HONEST, 'PASSED t.py::b'],
      "results of t.py::b stand outside pytest's own summary",
    ],
    [
      'more passed tests than it counts',
      [...HONEST.slice(0, -1), 'PASSED t.py::c', ...HONEST.slice(-1)],
      'pytest counts 1 passed, yet 2 are shown as PASSED',
    ],
    [
      'fewer failures than it counts',
      HONEST.map((line) => line.replace('1 failed', '2 failed')),
      'pytest counts 2 failed, yet 1 are shown as FAILED',
    ],
    [
      'a test that both passed and failed',
      [...HONEST.slice(0, -1), 'PASSED t.py::b', `${RULE} 1 failed, 2 passed in 0.12s ${RULE}`],
      't.py::b both passed and failed',
    ],
    [
      'no last line',
      HONEST.slice(0, -1),
      "results are there, yet pytest's last line with their counts is not",
    ],
  ])('with %s is suspect', (_, lines, reason) => {
    expect(suspicions({ lines, status: 1 })).toContain(reason);
  });

  test('with a test that passed on a progress line alone is suspect', () => {
    const lines = [...HONEST, 't.py::c PASSED'];
    const listed = [...LISTED, 't.py::c'];
    expect(suspicions({ lines, status: 1, parser: 'parse_log_astropy', listed })).toEqual([
      "t.py::c passed, yet not in pytest's own summary",
    ]);
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
    [
      'a failing test that prints ok, beside one that hid its pass',
      [
        ...SYMPY.slice(0, 2),
        'test_c text',
        'ok',
        'test_a ok',
        'F  [FAIL]',
        '_____ x.py:test_a _____',
        ...SYMPY.slice(-1),
      ],
      'test_a both passed and failed',
    ],
    ['no last line', SYMPY.slice(0, -1), "results are there, yet sympy's last line with their counts is not"],
  ])('with %s is suspect', (_, lines, reason) => {
    expect(suspicions({ lines, status: 1, parser })).toEqual([reason]);
  });
});

test('a line of half a million characters takes no time that anybody notices', () => {
  for (const line of [
    `= ${'1'.repeat(5e5)}`,
    '='.repeat(5e5),
    `test_a ok${' '.repeat(5e5)}x`,
    '- ... '.repeat(3e5),
  ]) {
    const began = performance.now();
    for (const parser of ['parse_log_pytest', 'parse_log_django', 'parse_log_sympy'] as const)
      suspicions({ lines: [...HONEST.slice(0, 2), line, ...HONEST.slice(2)], status: 1, parser });
    expect(performance.now() - began).toBeLessThan(4_000);
  }
});
