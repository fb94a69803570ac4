import { describe, expect, it } from 'vitest';
import { bestGrid } from '../../../../scripts/plan/best-grid.ts';
import { forecast } from '../../../../scripts/plan/forecast.ts';
import { planText } from '../../../../scripts/plan/plan-text.ts';
import { scaledCosts } from '../../../../scripts/plan/scaled-cost.ts';
import { config, PILOT } from './sample-pilot.ts';

describe('the forecast', () => {
  const input = {
    config: config({ running: { budgetUsd: 100, slots: 2 } }),
    issues: 50,
    costOf: (of: Parameters<typeof scaledCosts>[1]) => scaledCosts(PILOT, of, 100),
    spread: scaledCosts(PILOT, config(), 100),
    most: null,
  };

  it('gives median, p95, mean and time, and what a budget reaches', () => {
    const plan = forecast(input);
    expect(plan.perIssueUsd).toEqual({ median: 21, p95: 12 + 18 * 0.95, expected: 21 });
    expect(plan.totalUsd.expected).toBe(1050);
    expect(plan.totalUsd.p95).toBeGreaterThan(1050);
    expect(plan.totalUsd.p95).toBeLessThanOrEqual(1500);
    // 16 s of calls for the first, 8 for the second; 50 issues over 2 slots.
    expect(plan.hours).toBeCloseTo((12 * 50) / 2 / 3600, 12);
    expect(plan.budget).toMatchObject({ usd: 100, issues: 4 });
  });

  it('never shows 0 for an unknown price', () => {
    const unknown = config({ prices: { 'p:m': null }, running: { budgetUsd: 100 } });
    const plan = forecast({ ...input, config: unknown, spread: input.costOf(unknown) });
    expect(plan).toMatchObject({
      totalUsd: { median: null, expected: null },
      budget: { issues: null, best: null },
    });
    const text = planText(plan, { source: 'pilot', repositories: [], assumptions: [] });
    expect(text).toContain('total (USD): unknown price');
    expect(text).not.toMatch(/USD\): .*\b0\.00/);
  });

  it('says no p95 where nothing was measured', () => {
    const plan = forecast({ ...input, spread: null });
    expect(plan.totalUsd).toEqual({ median: 1050, p95: null, expected: 1050 });
    expect(planText(plan, { source: 'x', repositories: [], assumptions: [] })).toContain(
      'p95 not known without a pilot or a repository',
    );
  });

  it('lets no issue cost more than its budget, and says how many that ends', () => {
    const capped = config({ running: { budgetUsd: 1_000, issueUsd: 20 } });
    const plan = forecast({ ...input, config: capped });
    expect(plan.perIssueUsd).toMatchObject({ median: 16, expected: 16 });
    expect(plan.totalUsd.expected).toBe(50 * 16);
    expect(plan.totalUsd.p95).toBeLessThanOrEqual(50 * 20);
    expect(plan.issueBudget).toEqual({ usd: 20, endedShare: 0.5 });
    expect(plan.budget?.best?.costUsd).toBeLessThanOrEqual(20);
    const text = planText(plan, { source: 'x', repositories: [], assumptions: [] });
    expect(text).toContain('issue budget 20.00 USD: ends 50 % of the issues; the stages are without it');
  });

  it('finds the samples x turns that score best within the budget of an issue', () => {
    // 2 per turn and sample, on top of 1: 17 pays 16, so 8 samples x 1, 4 x 2, 2 x 4, 1 x 8 and the like.
    const costOf = (of: ReturnType<typeof config>) => [
      {
        relevance: { calls: 1, usd: 1, seconds: 0 },
        ranking: { calls: 0, usd: 0, seconds: 0 },
        testing: { calls: 0, usd: 0, seconds: 0 },
        editing: { calls: 1, usd: 2 * of.samples * of.editing.turns, seconds: 0 },
        selecting: { calls: 0, usd: 0, seconds: 0 },
      },
    ];
    const best = bestGrid(config(), 17, costOf);
    // 2 x 4: .4278 + .445 x (.5136 - .4278) = .4660; 1 x 8: .4576; 4 x 2: less than .4278 + .505 x .06.
    expect(best).toMatchObject({ samples: 2, turns: 4, costUsd: 17 });
    expect(best?.score).toBeCloseTo(0.4278 + 0.445 * 0.0858, 9);
    expect(bestGrid(config(), 2.5, costOf)).toBeNull();
  });
});
