import { describe, expect, test } from 'vitest';
import { erroredReport, type GradeReport } from '../../pipeline/swebench/verdict.ts';
import type { OfficialAnswer } from '../../scripts/official/official-grades.ts';
import { compare } from './compare.ts';

const ours: GradeReport = {
  verdict: 'unresolved',
  cause: null,
  statuses: { a: 'PASSED', b: 'FAILED' },
  failToPass: { success: ['a'], failure: ['b'] },
  passToPass: { success: ['c', 'd'], failure: [] },
  suspect: ['no part of the comparison'],
  infrastructure: null,
  signature: null,
};
const none = { success: [], failure: [] };
const report = {
  patch_is_None: false,
  patch_exists: true,
  patch_successfully_applied: true,
  resolved: false,
  infra_failure: false,
  tests_status: {
    FAIL_TO_PASS: { success: ['a'], failure: ['b'] },
    PASS_TO_PASS: { success: ['c', 'd'], failure: [] },
    FAIL_TO_FAIL: none,
    PASS_TO_FAIL: none,
  },
};
const statuses: [string, string][] = [
  ['b', 'FAILED'],
  ['a', 'PASSED'],
];
const official: OfficialAnswer = { key: 'x', report, statuses, found: true };

const told = (answer: OfficialAnswer, grade: GradeReport) =>
  compare(answer, grade, 'a patch').map(({ what }) => what);

describe('the comparison of two gradings', () => {
  test('finds nothing between equal ones, in whatever order they name the tests', () => {
    expect(told(official, ours)).toEqual([]);
  });

  test.each([
    ['resolved', { verdict: 'resolved' }],
    ['patch_successfully_applied', { cause: 'the log names no test' }],
    ['PASS_TO_FAIL success', { cause: 'the log names no test' }],
    ['infra_failure', { signature: { reason: 'out_of_memory', tier: 'environment' } }],
    ['infra_failure_reason', { signature: { reason: 'missing_module', tier: 'ambiguous' } }],
    ['status of "a"', { statuses: { a: 'XFAIL', b: 'FAILED' } }],
    ['status of "b"', { statuses: { a: 'PASSED' } }],
    ['status of "__proto__"', { statuses: { ...ours.statuses, ['__proto__']: 'PASSED' } }],
    ['FAIL_TO_PASS success', { failToPass: { success: [], failure: ['b'] } }],
    ['FAIL_TO_PASS failure', { failToPass: { success: ['a'], failure: ['b', 'b'] } }],
    ['PASS_TO_PASS success', { passToPass: { success: ['d', 'c'], failure: [] } }],
    ['PASS_TO_PASS failure', { passToPass: { success: ['c', 'd'], failure: ['e'] } }],
  ] satisfies [string, Partial<GradeReport>][])('names a difference in: %s', (what, change) => {
    expect(told(official, { ...ours, ...change })).toContain(what);
  });

  test.each([
    [
      'UnicodeDecodeError',
      "'utf-8' codec can't decode byte 0xff",
      'UnicodeDecodeError: byte 12 is not UTF-8',
    ],
    ['IndexError', 'list index out of range', 'IndexError: no name behind FAIL:'],
    ['JSONDecodeError', 'Expecting value', 'FAIL_TO_PASS: a list of test names'],
    ['KeyError', "'parse_log_abacus'", 'log_parser: parse_log_abacus is not known'],
    ['ValueError', "'odd' is not a valid EvalType", 'eval_type: "odd" is not known'],
  ])(
    'where the package raises %s, an errored grade with that cause agrees and no other',
    (type, text, cause) => {
      const raised: OfficialAnswer = { key: 'x', raised: { type, text } };
      expect(told(raised, erroredReport(cause))).toEqual([]);
      expect(told(raised, erroredReport('something else'))).toEqual(['cause']);
      expect(told(raised, { ...ours, cause })).toEqual(['verdict']);
    },
  );

  test('an errored grade where the package gives a verdict is a difference', () => {
    expect(told(official, erroredReport('cannot be read'))).toEqual(['verdict']);
  });

  test('a patch that is there on one side only is a difference', () => {
    expect(compare(official, ours, null).map(({ what }) => what)).toContain('patch_exists');
  });
});
