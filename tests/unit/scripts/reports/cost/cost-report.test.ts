import { describe, expect, it } from 'vitest';
import type { CostLine } from '../../../../../domain/ledger.ts';
import { costCsv } from '../../../../../scripts/reports/cost/cost-csv.ts';
import { costHtml } from '../../../../../scripts/reports/cost/cost-html.ts';
import { costReport } from '../../../../../scripts/reports/cost/cost-report.ts';
import { costText } from '../../../../../scripts/reports/cost/cost-text.ts';
import { countGrades } from '../../../../../scripts/reports/grade-counts.ts';

const MILLION = 1_000_000;
const PRICES = { 'p:m': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }, 'p:odd': null };

function line(over: Partial<CostLine>): CostLine {
  return {
    instanceId: 'a-1',
    role: 'editing',
    model: 'p:m',
    priceClass: 'standard',
    isOpen: false,
    calls: 1,
    callMs: 0,
    costUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    ...over,
  };
}

const LINES = [
  line({ role: 'relevance', inputTokens: MILLION, costUsd: 3 }),
  line({ calls: 2, cacheWriteTokens: MILLION, outputTokens: MILLION, costUsd: 18.75 }),
  line({ instanceId: 'b-2', calls: 3, cacheReadTokens: 10 * MILLION, costUsd: 3 }),
  line({ instanceId: 'b-2', calls: 4, isOpen: true, costUsd: 7 }),
];
const UNKNOWN = line({
  instanceId: 'b-2',
  role: 'selecting',
  model: 'p:odd',
  calls: 5,
  inputTokens: 40,
  costUsd: null,
});

function reportOf(lines: readonly CostLine[]) {
  const grade = (verdict: 'resolved' | 'errored') => ({
    grade: verdict,
    suspect: null,
    infrastructure: null,
  });
  const grades = countGrades([grade('resolved'), grade('errored')]);
  return costReport({ run: 'night', issues: ['a-1', 'b-2'], lines, grades, prices: PRICES });
}

describe('cost report', () => {
  it('sums by stage, model and issue as by hand', () => {
    const { total, stages, models, byIssue } = reportOf(LINES);
    const amounts = (rows: typeof stages) => rows.map(({ name, calls, usd }) => [name, calls, usd]);
    expect(total).toMatchObject({
      calls: 6,
      usd: 24.75,
      inputTokens: MILLION,
      cacheReadTokens: 10 * MILLION,
    });
    expect(amounts(stages)).toEqual([
      ['relevance', 1, 3],
      ['edits', 5, 21.75],
    ]);
    expect(amounts(models)).toEqual([['p:m', 6, 24.75]]);
    expect(amounts(byIssue)).toEqual([
      ['a-1', 3, 21.75],
      ['b-2', 3, 3],
    ]);
  });

  it('splits the cost over token classes, with what the prices of the run do not explain apart', () => {
    expect(reportOf(LINES).classes).toEqual({
      input: 3,
      cacheWrite: 3.75,
      cacheRead: 3,
      output: 15,
      other: 0,
    });
    const dearer = reportOf([line({ inputTokens: MILLION, costUsd: 5 })]).classes;
    expect(dearer).toMatchObject({ input: 3, other: 2 });
  });

  it('tells the saving by caching: dearer writes against cheaper reads', () => {
    expect(reportOf(LINES).saved.cachingUsd).toBeCloseTo(10 * 2.7 - 0.75, 9);
    expect(reportOf([{ ...UNKNOWN, cacheReadTokens: 1 }]).saved.cachingUsd).toBeNull();
  });

  it('tells what batches saved, and splits their cost by classes at the price of a batch', () => {
    const batch = line({
      role: 'relevance',
      priceClass: 'batch',
      inputTokens: MILLION,
      cacheReadTokens: 2 * MILLION,
      costUsd: 1.5 + 0.3,
    });
    const { saved, classes } = reportOf([...LINES, batch]);
    expect(saved.batchingUsd).toBeCloseTo(1.8, 9);
    expect(saved.cachingUsd).toBeCloseTo(10 * 2.7 - 0.75 + 2 * 1.35, 9);
    expect(classes).toMatchObject({ input: 4.5, other: 0 });
    expect(reportOf(LINES).saved.batchingUsd).toBe(0);
    expect(reportOf([{ ...UNKNOWN, priceClass: 'batch' }]).saved.batchingUsd).toBeNull();
    expect(costText(reportOf([...LINES, batch]))).toMatch(/saved by batching \(USD\): 1\.8000/);
  });

  it('says that none is resolved rather than a price per resolved issue', () => {
    const none = countGrades([{ grade: 'unresolved', suspect: null, infrastructure: null }]);
    const report = costReport({ run: 'n', issues: ['a-1'], lines: [UNKNOWN], grades: none, prices: PRICES });
    expect(costText(report)).toMatch(/per resolved issue \(USD\): none is resolved/);
  });

  it('divides by issues and by resolved issues, and keeps open reservations out', () => {
    const { perIssueUsd, perResolvedUsd, open } = reportOf(LINES);
    expect([perIssueUsd, perResolvedUsd]).toEqual([12.375, 24.75]);
    expect(open).toEqual({ calls: 4, usd: 7, unknownCalls: 0 });
  });

  it('shows an unknown price as such in every format, and divides nothing by it', () => {
    const report = reportOf([...LINES, UNKNOWN]);
    expect([report.perIssueUsd, report.perResolvedUsd]).toEqual([null, null]);
    for (const shown of [costText(report), costHtml(report)]) {
      expect(shown).toContain('24.7500 + unknown price (5 calls, 40 tokens)');
      expect(shown).toMatch(/p:odd.*unknown price \(5 calls, 40 tokens\)/);
    }
    expect(costCsv(report)).toContain('\nmodel,p:odd,5,,5,40,40,0,0,0\n');
    expect(report.models.find(({ name }) => name === 'p:odd')?.usd).toBeNull();
  });

  it('says nothing of the cost of what is open alone: neither 0 nor an unknown price', () => {
    const open = reportOf([line({ isOpen: true, costUsd: 7 })]);
    expect(open).toMatchObject({ perIssueUsd: null, perResolvedUsd: null });
    const shown = costText(open);
    expect(shown).toMatch(/^spent \(USD\): +-$/m);
    expect(shown).toMatch(/^per issue \(USD\): +-$/m);
    expect(shown).not.toContain('unknown price');
  });

  it('control: a ledger that says 0 for an unknown price looks otherwise', () => {
    const weak = reportOf([...LINES, { ...UNKNOWN, costUsd: 0 }]);
    expect(costText(weak)).not.toContain('unknown price (');
    expect(costCsv(weak)).toContain('\nmodel,p:odd,5,0,0,0,40,0,0,0\n');
  });

  it('puts the paper beside it, its shares adding up', () => {
    const text = costText(reportOf(LINES));
    expect(text).toContain('500 issues, 2291.90 USD, 4.58 per issue');
    expect(text).toMatch(/edits.*1366\.02.*2\.7320.*59\.6 %.*21\.7500.*10\.8750.*87\.9 %/);
    expect(text).toMatch(/total.*2291\.90.*4\.5838.*100\.0 %.*24\.7500.*12\.3750.*100\.0 %/);
  });

  it('is one page that escapes names and loads nothing', () => {
    const page = costHtml(reportOf([line({ instanceId: '<script>"x"', costUsd: 1 })]));
    expect(page).toContain('&lt;script&gt;&quot;x&quot;');
    expect(page).not.toMatch(/<script|<link|src=|https?:/);
  });
});
