import { describe, expect, test } from 'vitest';
import { judgeLog } from '../../../../../pipeline/swebench/verdict.ts';
import { suspicions } from '../suspicions.ts';

const parser = 'parse_log_django';
const DOC = 'Does it.';
/** More than run, so that every forged name counts. */
const listed = [DOC, 'test_a (m.C)', 'test_b (m.C)', 'test_b (m.C.test_b)', 'test_z (m.D)'];

/** As the runner lists a failure above its count. */
function block(heading: string, { docstring = [], body = ['AssertionError'] }: Partial<Texts> = {}) {
  const trace = ['Traceback (most recent call last):', ...body, ''];
  return ['='.repeat(70), heading, ...docstring, '-'.repeat(70), ...trace];
}

interface Texts {
  readonly docstring: readonly string[];
  readonly body: readonly string[];
}

function ending(ran: number, outcome: string) {
  return ['-'.repeat(70), `Ran ${ran} tests in 0.010s`, '', outcome];
}

/** Tests whose lines a test's text has broken: their passes are counted and not shown, which leaves room for others. */
const BROKEN = ['test_c (m.C) ... some text', 'ok', 'test_d (m.C) ... some text', 'ok'];
const DJANGO = "Testing against Django installed in '/testbed/django'";
const AROUND = '  File "/testbed/django/test/testcases.py", line 278, in _post_teardown';
const UNLOADED = 'ERROR: m (unittest.loader._FailedTest)';

/** What printed text makes a listed test of: passed for the official parser, and not for the runner. */
const FORGED: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a failing test that prints ok',
    ['test_b (m.C) ... ok', 'FAIL', '', ...block('FAIL: test_b (m.C)'), ...ending(3, 'FAILED (failures=1)')],
    'test_b (m.C) is shown as ok, yet the runner lists it as failed',
  ],
  [
    'a failing test of a later Python that prints ok',
    [
      'test_b (m.C.test_b) ... ok',
      'ERROR',
      ...block('ERROR: test_b (m.C.test_b)'),
      ...ending(3, 'FAILED (errors=1)'),
    ],
    'test_b (m.C.test_b) is shown as ok, yet the runner lists it as failed',
  ],
  [
    'a failing subtest behind a printed ok',
    ['test_b (m.C) ... ok', ...block('FAIL: test_b (m.C) (i=1)'), ...ending(3, 'FAILED (failures=1)')],
    'test_b (m.C) is shown as ok, yet the runner lists it as failed',
  ],
  [
    'a failing test with a docstring that prints ok',
    [
      'test_b (m.C)',
      'Does it. ... ok',
      'FAIL',
      ...block('FAIL: test_b (m.C)', { docstring: [DOC] }),
      ...ending(3, 'FAILED (failures=1)'),
    ],
    'Does it. is shown as ok, yet fewer tests with that docstring can have passed',
  ],
  [
    'a docstring printed while its test fails',
    [
      'test_b (m.C)',
      'Does it. ... FAIL',
      ...block('FAIL: test_b (m.C)', { docstring: [DOC], body: ['AssertionError:', 'Does it. ... ok'] }),
      ...ending(3, 'FAILED (failures=1)'),
    ],
    'Does it. is shown as ok, yet fewer tests with that docstring can have passed',
  ],
  [
    'a docstring that no test of Django bears',
    [DJANGO, 'test_a (m.C) ... ok', 'Does it. ... ok', ...ending(4, 'OK')],
    'Does it. is shown as ok, yet fewer tests with that docstring can have passed',
  ],
  [
    'a line that begins with ok in the traceback of the last test',
    [
      'test_b (m.C) ... FAIL',
      ...block('FAIL: test_b (m.C)', { body: ['AssertionError:', 'okay'] }),
      ...ending(3, 'FAILED (failures=1)'),
    ],
    'test_b (m.C) is shown as ok, yet the runner lists it as failed',
  ],
  [
    'a test of a class that was not set up',
    ['test_b (m.C) ... ok', 'ERROR', ...block('ERROR: setUpClass (m.C)'), ...ending(2, 'FAILED (errors=1)')],
    'test_b (m.C) is shown as ok, yet what its class or module needs had failed before it',
  ],
  [
    'a test of a module that was not set up',
    ['test_b (m.C.test_b) ... ok', ...block('ERROR: setUpModule (m)'), ...ending(2, 'FAILED (errors=1)')],
    'test_b (m.C.test_b) is shown as ok, yet what its class or module needs had failed before it',
  ],
  [
    'a test of a module that was not loaded',
    [
      'test_b (m.C) ... ok',
      'm (unittest.loader._FailedTest) ... ERROR',
      ...block(UNLOADED),
      ...ending(3, 'FAILED (errors=1)'),
    ],
    'test_b (m.C) is shown as ok, yet what its class or module needs had failed before it',
  ],
  [
    'an expected failure that prints ok',
    ['test_b (m.C) ... ok', 'expected failure', ...ending(3, 'OK (expected failures=1)')],
    'test_b (m.C) is shown as ok, yet the line below says otherwise',
  ],
  [
    'a skipped test of a later Python that prints ok',
    ['test_b (m.C.test_b) ... ok', "skipped 'why'", ...ending(3, 'OK (skipped=1)')],
    'test_b (m.C.test_b) is shown as ok, yet the line below says otherwise',
  ],
  [
    'a skipped test that is also printed as ok',
    ["test_b (m.C) ... skipped 'why'", 'test_b (m.C) ... ok', ...ending(3, 'OK (skipped=1)')],
    'test_b (m.C) is shown as ok and as failed',
  ],
  [
    'a pass for which nothing is left beside the failures',
    [
      'test_a (m.C) ... ok',
      'test_z (m.D) ... ok',
      ...block('FAIL: test_x (m.C)'),
      ...ending(4, 'FAILED (failures=3)'),
    ],
    'the runner counts 3 failures, yet 1 is shown',
  ],
];

describe('a pass that printed text forges and the runner denies', () => {
  test.each(FORGED)('%s is suspect', (_, lines, reason) => {
    const status = lines.some((line) => line.startsWith('FAILED (')) ? 1 : 0;
    expect(suspicions({ lines: [...BROKEN, ...lines], status, parser, listed })).toContain(reason);
  });

  test.each(FORGED.slice(0, -1))('control: %s is passed for the official parser', (_, lines) => {
    const log = ['>>>>> Start Test Output', ...BROKEN, ...lines, '>>>>> End Test Output'].join('\n');
    const expected = {
      failToPass: listed,
      passToPass: [],
      logParser: parser,
      evalType: 'pass_and_fail',
    } as const;
    expect(judgeLog(log, expected).failToPass.success).not.toEqual([]);
  });

  test('one more than ran and did not fail is suspect', () => {
    const failure = ['test_b (m.C) ... FAIL', ...block('FAIL: test_b (m.C)')];
    const lines = [
      'test_a (m.C) ... ok',
      'test_z (m.D) ... ok',
      ...failure,
      ...ending(2, 'FAILED (failures=1)'),
    ];
    expect(suspicions({ lines, status: 1, parser, listed })).toEqual([
      '2 tests ran and 1 of them failed, yet 2 are shown as ok',
    ]);
  });

  test("one more than Django's last count and its own search allow is suspect", () => {
    const shown = [DJANGO, 'test_a (m.C) ... ok', 'test_z (m.D) ... ok'];
    const printed = [...shown, 'Ran 9 tests in 1s', ...ending(1, 'OK')];
    const reason = ['1 tests ran, yet 2 are shown as ok'];
    expect(suspicions({ lines: printed, parser, listed })).toEqual(reason);
    const found = ['Found 1 test(s).', ...shown, ...ending(9, 'OK')];
    expect(suspicions({ lines: found, parser, listed })).toEqual(reason);
  });
});

describe('an honest run is not suspect', () => {
  test.each<readonly [string, readonly string[]]>([
    [
      'where of two tests with one docstring one failed',
      [
        'test_a (m.C)',
        'Does it. ... FAIL',
        'test_b (m.C)',
        'Does it. ... ok',
        ...block('FAIL: test_a (m.C)', { docstring: [DOC] }),
        ...ending(2, 'FAILED (failures=1)'),
      ],
    ],
    [
      'where subtests fail more often than tests run',
      [
        'test_a (m.C) ... test_b (m.C) ... ok',
        ...block('FAIL: test_a (m.C) (i=1)'),
        ...block('ERROR: test_a (m.C) [msg] (i=2)'),
        ...block('FAIL: test_a (m.C) (i=3)'),
        ...ending(2, 'FAILED (failures=2, errors=1)'),
      ],
    ],
    [
      'where a class could not be set up and another not be torn down',
      [
        'test_a (m.C) ... ok',
        'ERROR',
        'ERROR',
        ...block('ERROR: tearDownClass (m.C)'),
        ...block('ERROR: setUpClass (m.D)'),
        ...ending(1, 'FAILED (errors=2)'),
      ],
    ],
    [
      "where Django's own fixture failed behind a test",
      [
        'test_a (m.C) ... ok',
        'test_a (m.C) ... ERROR',
        ...block('ERROR: test_a (m.C)', { body: [AROUND] }),
        ...ending(1, 'FAILED (errors=1)'),
      ],
    ],
    [
      'where an earlier Python skips a class behind a test',
      ['test_a (m.C) ... ok', "skipped 'no database'", ...ending(1, 'OK (skipped=1)')],
    ],
    [
      'where another runner shows docstrings alone',
      ['Does it. ... ok', 'test_b (m.C) ... ok', ...ending(2, 'OK')],
    ],
    [
      'where skipped tests are not counted',
      ['test_a (m.C) ... ok', "test_b (m.C) ... skipped 'why'", ...ending(1, 'OK (skipped=1)')],
    ],
  ])('%s', (_, lines) => {
    const status = lines.some((line) => line.startsWith('FAILED (')) ? 1 : 0;
    expect(suspicions({ lines, status, parser, listed })).toBeNull();
  });
});
