import { describe, expect, test } from 'vitest';
import { erroredReport } from '../../pipeline/swebench/verdict.ts';
import type { Graded } from './agree.ts';
import { type AgreementReport, printReport } from './report.ts';
import type { Subject } from './subject.ts';

function graded(
  kind: Subject['kind'],
  changes: Partial<Graded> & { expected?: Subject['expected'] } = {},
): Graded {
  const { expected = null, ...rest } = changes;
  return {
    subject: { key: `x  ${kind}`, columns: {}, logPath: '/log', patch: '', kind, expected },
    official: { key: 'x', raised: { type: 'KeyError', text: 'x' } },
    ours: { ...erroredReport('a cause'), verdict: 'resolved' },
    differences: [],
    tests: 2,
    ...rest,
  };
}

const CANDIDATE = graded('candidate', { expected: 'resolved' });
const DIFFERENCE = { what: 'verdict', official: '"resolved"', ours: '"unresolved"' };

function printed(changes: Partial<AgreementReport>) {
  const lines: string[] = [];
  const weak = new Map([['sleeps', 'x']]);
  const report = { graded: [CANDIDATE, graded('nasty')], weak, logless: [], isWhole: false, ...changes };
  const passed = printReport(report, (line) => lines.push(line));
  return { passed, last: lines.at(-1), before: lines.at(-2), lines };
}

describe('the report of an agreement', () => {
  test('ends with the control and the figures', () => {
    const { passed, last, before } = printed({});
    expect(passed).toBe(true);
    expect(before).toBe('control: 1 of 1 weak graders found out');
    expect(last).toBe('graded 1 agree 1 tests 2 labels 1/1 nasty 1/1');
  });

  test.each([
    ['a difference on a real log', { graded: [graded('saved', { differences: [DIFFERENCE] })] }],
    ['a difference on a nasty log', { graded: [CANDIDATE, graded('nasty', { differences: [DIFFERENCE] })] }],
    ['another verdict than recorded', { graded: [graded('candidate', { expected: 'unresolved' })] }],
    [
      'a gold patch that is not resolved',
      { graded: [CANDIDATE, graded('gold', { expected: 'unresolved' })] },
    ],
    ['a weak grader that nothing found out', { weak: new Map([['sleeps', null]]) }],
    ['a grading without a log', { logless: ['x  y: no end'] }],
    ['no real log at all', { graded: [graded('nasty')] }],
    ['a whole set with too few candidates', { isWhole: true }],
  ] satisfies [string, Partial<AgreementReport>][])('%s fails it', (_, changes) => {
    expect(printed({}).passed).toBe(true);
    expect(printed(changes).passed).toBe(false);
  });

  test('a difference is told with both sides, a recorded verdict not met with its cause', () => {
    const { lines } = printed({
      graded: [graded('candidate', { expected: 'unresolved', differences: [DIFFERENCE] })],
    });
    expect(lines).toContain('x  candidate: verdict: official "resolved", ours "unresolved"');
    expect(lines).toContain('x  candidate: resolved, recorded unresolved: a cause');
  });
});
