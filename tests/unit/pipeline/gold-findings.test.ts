import { describe, expect, test } from 'vitest';
import { goldFindings } from '../../../pipeline/gold-findings.ts';
import { erroredReport, type GradeReport, judgeLog } from '../../../pipeline/swebench/verdict.ts';

const LISTS = { failToPass: ['fix'], passToPass: ['keep', 'also'] };

/** The report of a log in which pytest names these results. */
function reportOf(results: Readonly<Record<string, string>>, lists = LISTS): GradeReport {
  const lines = Object.entries(results).map(([name, status]) => `${status} ${name}`);
  const log = ['>>>>> Start Test Output', ...lines, '>>>>> End Test Output'].join('\n');
  return judgeLog(log, { ...lists, logParser: 'parse_log_pytest', evalType: 'pass_and_fail' });
}

const BASE = reportOf({ fix: 'FAILED', keep: 'PASSED', also: 'PASSED' });
const GOLD = reportOf({ fix: 'PASSED', keep: 'PASSED', also: 'PASSED' });

const textsOf = (base: GradeReport, gold: GradeReport) => {
  const { state, faults } = goldFindings(LISTS, { base: [base], gold: [gold] });
  const texts = faults.map(
    ({ what, tests }) => `${what}: ${tests.map(({ name, status }) => `${name} ${status}`)}`,
  );
  return [state, ...texts];
};

describe('a row', () => {
  test('is good where base fails what the gold patch mends and nothing else', () => {
    expect(textsOf(BASE, GOLD)).toEqual(['good']);
  });

  test.each([
    [{ fix: 'PASSED', keep: 'PASSED', also: 'PASSED' }, 'FAIL_TO_PASS does not fail on base: fix PASSED'],
    [{ fix: 'XFAIL', keep: 'PASSED', also: 'PASSED' }, 'FAIL_TO_PASS does not fail on base: fix XFAIL'],
    [{ fix: 'FAILED', keep: 'FAILED', also: 'PASSED' }, 'PASS_TO_PASS fails on base already: keep FAILED'],
    [{ fix: 'FAILED', also: 'PASSED' }, 'PASS_TO_PASS fails on base already: keep not in the log'],
  ])('whose base says %j is bad', (results, fault) => {
    expect(textsOf(reportOf(results), GOLD)).toEqual(['bad', fault]);
  });

  test.each([
    [
      { fix: 'FAILED', keep: 'PASSED', also: 'PASSED' },
      ['FAIL_TO_PASS fails with the gold patch: fix FAILED'],
    ],
    [
      { keep: 'ERROR', also: 'FAILED' },
      [
        'FAIL_TO_PASS fails with the gold patch: fix not in the log',
        'PASS_TO_PASS fails with the gold patch: keep ERROR,also FAILED',
      ],
    ],
  ])('whose gold patch gives %j is bad', (results, faults) => {
    expect(textsOf(BASE, reportOf(results))).toEqual(['bad', ...faults]);
  });

  test('whose gold patch does not apply, or whose tests do not end, is bad and says so', () => {
    expect(textsOf(BASE, erroredReport('the patch does not apply: a.py:1'))).toEqual([
      'bad',
      'the gold patch has no verdict: the patch does not apply: a.py:1: ',
    ]);
    expect(textsOf(erroredReport('no end within 5 s'), GOLD)[1]).toBe(
      'base has no verdict: no end within 5 s: ',
    );
  });

  test('whose base cannot load its tests is bad only where some have to pass there', () => {
    const empty = { failToPass: ['fix'], passToPass: [] };
    const base = reportOf({}, empty);
    expect(base.cause).not.toBeNull();
    expect(goldFindings(empty, { base: [base], gold: [GOLD] }).state).toBe('good');
    expect(textsOf(reportOf({}), GOLD)[1]).toMatch(/^base has no result of its tests: /);
  });

  test('without a test that tells a fix is bad', () => {
    const none = { failToPass: [], passToPass: ['keep'] };
    const { state, faults } = goldFindings(none, { base: [GOLD], gold: [GOLD] });
    expect([state, faults[0]?.what]).toEqual([
      'bad',
      'FAIL_TO_PASS is empty, so nothing tells a fix from none',
    ]);
  });
});

describe('repeated gradings', () => {
  test('that differ make a row flaky, by the test and its statuses, even where each verdict is the same', () => {
    const other = reportOf({ fix: 'FAILED', keep: 'FAILED', also: 'PASSED' });
    const { state, faults } = goldFindings(LISTS, { base: [BASE, other, BASE], gold: [GOLD, GOLD, GOLD] });
    expect(state).toBe('flaky');
    expect(faults[0]).toEqual({
      what: 'not the same each time (base)',
      tests: [{ name: 'keep', status: 'PASSED, then FAILED' }],
    });
  });

  test('of which one gold fails make a row flaky', () => {
    const failed = reportOf({ fix: 'FAILED', keep: 'PASSED', also: 'PASSED' });
    expect(goldFindings(LISTS, { base: [BASE, BASE], gold: [GOLD, failed] }).state).toBe('flaky');
  });

  test('that agree are told once', () => {
    const failed = reportOf({ fix: 'FAILED', keep: 'PASSED', also: 'PASSED' });
    const { state, faults } = goldFindings(LISTS, { base: [BASE, BASE], gold: [failed, failed] });
    expect([state, faults.length]).toEqual(['bad', 1]);
  });

  test('of a test that is skipped at times, and passes else, are remarked', () => {
    const skipped = reportOf({ fix: 'PASSED', keep: 'SKIPPED', also: 'PASSED' });
    const { state, faults, remarks } = goldFindings(LISTS, { base: [BASE, BASE], gold: [GOLD, skipped] });
    expect([state, faults]).toEqual(['good', []]);
    expect(remarks[0]?.tests).toEqual([{ name: 'keep', status: 'PASSED, then SKIPPED' }]);
  });

  test('of tests that no list names may differ', () => {
    const noisy = reportOf({ fix: 'PASSED', keep: 'PASSED', also: 'PASSED', stranger: 'FAILED' });
    expect(goldFindings(LISTS, { base: [BASE, BASE], gold: [GOLD, noisy] }).state).toBe('good');
  });
});

test('a failure of the machine says nothing of the row', () => {
  const failed = erroredReport('out of disk', 'out of disk');
  const { state, faults } = goldFindings(LISTS, { base: [BASE], gold: [failed] });
  expect([state, faults[0]?.what]).toEqual(['errored', 'the machine failed: out of disk']);
});

test('a suspect log of the gold patch is a remark, not a fault', () => {
  const gold = { ...GOLD, suspect: ['two start markers'] };
  const { state, remarks } = goldFindings(LISTS, { base: [BASE], gold: [gold] });
  expect(state).toBe('good');
  expect(remarks.map(({ what }) => what)).toEqual([
    'the log of the gold patch is suspect: two start markers',
  ]);
});
