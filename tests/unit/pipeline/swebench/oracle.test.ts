import { describe, expect, expectTypeOf, test } from 'vitest';
import { UsageError } from '../../../../domain/errors.ts';
import { answerProblem } from '../../../../pipeline/swebench/answer-problem.ts';
import { gradeLog } from '../../../../pipeline/swebench/grade-log.ts';
import { expectationOf, oracleOf } from '../../../../pipeline/swebench/oracle.ts';

/** As SWE-bench Lite was published in 2024: lists as texts, and none of the newer columns. */
const OLDER = {
  repo: 'astropy/astropy',
  instance_id: 'astropy__astropy-12907',
  base_commit: 'd16bfe05a744909de4b27f5875fe0d4ed41ce607',
  patch: 'SECRET gold',
  test_patch: 'diff --git a/astropy/modeling/tests/test_s.py b/astropy/modeling/tests/test_s.py\n',
  problem_statement: 'It nests.',
  hints_text: '',
  created_at: '2022-03-03T15:14:54Z',
  version: '4.3',
  FAIL_TO_PASS: '["astropy/modeling/tests/test_s.py::test_a[x]"]',
  PASS_TO_PASS: '[]',
  environment_setup_commit: '298ccb478e6bf092953bca67a3d29dc6c35f6752',
};

const MARKED = {
  ...OLDER,
  repo: 'markedjs/marked',
  instance_id: 'markedjs__marked-1936',
  version: '2.0',
  FAIL_TO_PASS: ['Lexer list fails'],
  PASS_TO_PASS: ['Lexer list passes'],
};

function log(...lines: string[]): Buffer {
  return Buffer.from(['>>>>> Start Test Output', ...lines, '>>>>> End Test Output', ''].join('\n'));
}

describe('the answer in a row', () => {
  test('of the older generation is whole: its script and its parser are made', () => {
    const oracle = oracleOf(OLDER, null);
    expect(oracle).toMatchObject({
      goldPatch: 'SECRET gold',
      failToPass: ['astropy/modeling/tests/test_s.py::test_a[x]'],
      passToPass: [],
      logParser: 'parse_log_astropy',
      evalType: 'pass_and_fail',
    });
    expect(oracle.evalScript).toContain('\npytest -rA astropy/modeling/tests/test_s.py\n');
  });

  test.each([
    ['jekyll__jekyll-8761', '8761', 'parse_log_jekyll', 'parse_log_cucumber'],
    ['immutable-js__immutable-js-2006', '2006', 'parse_log_immutable_js', 'parse_log_jest'],
    ['GoogleChrome__lighthouse-1', 2.1, 'parse_log_lighthouse', 'parse_log_lighthouse_json'],
    ['alibaba-fusion__next-1', '1.27', 'parse_log_next', 'parse_log_next_cypress'],
  ])('of %s names the one of several parsers that it means', (instance_id, version, log_parser, meant) => {
    expect(expectationOf({ ...OLDER, instance_id, version, log_parser }, null).logParser).toBe(meant);
  });

  test('that has neither gold patch nor script is enough to judge a saved log by', () => {
    const { patch: _, test_patch: __, ...row } = OLDER;
    expect(expectationOf(row, null).logParser).toBe('parse_log_astropy');
    expect(() => oracleOf(row, null)).toThrow(
      /eval_script: missing.*test_patch is missing too.*; patch: missing/,
    );
  });

  test.each([
    ['FAIL_TO_PASS: missing', { FAIL_TO_PASS: undefined }],
    ['PASS_TO_PASS: missing', { PASS_TO_PASS: null }],
    ['FAIL_TO_PASS: a list of test names, or the same as JSON text', { FAIL_TO_PASS: "['one', 'two']" }],
    ['FAIL_TO_PASS: a list of test names, or the same as JSON text', { FAIL_TO_PASS: '["one", "tw' }],
    ['PASS_TO_PASS: a list of test names, or the same as JSON text', { PASS_TO_PASS: [['one']] }],
    ['eval_type: "both" is not known', { eval_type: 'both' }],
    ['log_parser: "parse_log_cobol" is not known', { log_parser: 'parse_log_cobol' }],
    ['log_parser: missing, and cannot be made: no log parser is known for a/b', { repo: 'a/b' }],
    ['eval_script: missing, and cannot be made: test_patch is missing too', { test_patch: '' }],
    ['patch: missing', { patch: undefined }],
  ])('is refused by place and column: %s', (message, change) => {
    const read = () => oracleOf({ ...OLDER, ...change }, 'lite.jsonl:7');
    expect(read).toThrow(UsageError);
    expect(read).toThrow(`lite.jsonl:7: astropy__astropy-12907 cannot be graded: ${message}`);
  });

  test('names all faults at once', () => {
    const read = () => oracleOf({ ...OLDER, repo: 'a/b', PASS_TO_PASS: 3 }, null);
    expect(read).toThrow(/cannot be graded: log_parser: missing.*; PASS_TO_PASS: a list/);
  });
});

describe('a row whose parser tells failures alone', () => {
  test('is resolved by a log that does not name its tests', () => {
    const report = gradeLog(MARKED, log('Started', '....', '4 specs, 0 failures'));
    expect(report).toMatchObject({ verdict: 'resolved', cause: null });
    expect(report.failToPass.success).toEqual(['Lexer list fails']);
  });

  test('is not resolved by one that lists a failure of either list', () => {
    for (const name of ['Lexer list fails', 'Lexer list passes']) {
      const report = gradeLog(MARKED, log('Failures:', `1) ${name}`, '  Message:', '4 specs, 1 failure'));
      expect(report).toMatchObject({ verdict: 'unresolved', cause: null, statuses: { [name]: 'FAILED' } });
    }
  });

  test('is not resolved by a log in which nothing ran', () => {
    expect(gradeLog(MARKED, log('sh: jasmine: not found')).verdict).toBe('unresolved');
  });
});

describe('the validator of rows', () => {
  test('tells column and fault, and nothing else', () => {
    expectTypeOf<ReturnType<typeof answerProblem>>().toEqualTypeOf<{
      readonly field: string;
      readonly message: string;
    } | null>();
    expect(answerProblem({ ...OLDER, FAIL_TO_PASS: 'SECRET' })).toEqual({
      field: 'FAIL_TO_PASS',
      message: 'a list of test names, or the same as JSON text',
    });
  });

  test('takes a row that can be graded, also one whose gold patch is not told, and one without hidden tests', () => {
    expect(answerProblem(OLDER)).toBeNull();
    expect(answerProblem({ ...OLDER, patch: undefined })).toBeNull();
    expect(answerProblem({ instance_id: 'own-1', repo: 'a/b' })).toBeNull();
    expect(answerProblem({ instance_id: 'own-1', repo: 'a/b', PASS_TO_PASS: [] })).not.toBeNull();
  });
});
