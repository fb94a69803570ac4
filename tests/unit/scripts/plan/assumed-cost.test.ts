import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { configSchema } from '../../../../domain/config.ts';
import { assumedCost } from '../../../../scripts/plan/assumed-cost.ts';
import { paperRunning } from '../../../../scripts/plan/assumptions.ts';
import { issueUsd } from '../../../../scripts/plan/stage-cost.ts';

const SONNET = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const ALL = [1, 1, 1, 1, 1, 1, 1, 1];

function config(settings: z.input<typeof configSchema> = {}) {
  return configSchema.parse({ models: { default: 'p:m' }, prices: { 'p:m': SONNET }, ...settings });
}

describe('the cost of an issue before anything was measured', () => {
  it("of ten editing trajectories is the reference's vector where all use all turns", () => {
    const { editing } = assumedCost(config(), 500, ALL);
    expect(editing.usd).toBeCloseTo(3.6294, 4);
    expect(editing.calls).toBe(80);
  });

  it('of reading files is their tokens and the issue with each, as plain input', () => {
    const settings = { context: { mode: 'prefilter', prefilterFiles: 80 } } as const;
    const { relevance, ranking } = assumedCost(config(settings), 500, ALL);
    // 80 x (4,200 + 500 + 1,000) tokens in, 80 x 150 out; 3 x 2,400 in, 3 x 400 out.
    expect(relevance.usd).toBeCloseTo((456_000 * 3 + 12_000 * 15) / 1e6, 9);
    expect(ranking.usd).toBeCloseTo((7_200 * 3 + 1_200 * 15) / 1e6, 9);
    expect(assumedCost(config({ context: { mode: 'given' } }), 500, ALL).relevance.calls).toBe(0);
  });

  it("of ranking and selection comes to the paper's at its prices", () => {
    const { ranking, selecting } = assumedCost(config(), 500, ALL);
    expect(Math.abs((ranking.usd ?? 0) - 19.92 / 500)).toBeLessThan(0.002);
    expect(Math.abs((selecting.usd ?? 0) - 131.95 / 500)).toBeLessThan(0.01);
  });

  it('has no selecting agent where votes choose', () => {
    expect(assumedCost(config({ selectBy: 'vote' }), 500, ALL).selecting.calls).toBe(0);
  });

  it('has tests alone where nothing is edited, for which no file is read', () => {
    const { relevance, ranking, testing, editing } = assumedCost(config({ edit: false }), 500, ALL);
    expect([relevance.calls, ranking.calls, testing.calls, editing.calls]).toEqual([0, 0, 80, 0]);
  });

  it('is unknown, not less, where one role has no price', () => {
    const models = { default: 'p:m', selecting: 'p:odd' };
    const cost = assumedCost(config({ models, prices: { 'p:m': SONNET, 'p:odd': null } }), 500, ALL);
    expect(cost.selecting.usd).toBeNull();
    expect(issueUsd(cost)).toBeNull();
  });

  it("costs less where trajectories stop as the paper's did", () => {
    const { editing } = assumedCost(config(), 500, paperRunning(8));
    expect(editing.calls).toBeCloseTo(10 * 5.299, 6);
    expect(editing.usd).toBeLessThan(3.6294);
    expect(paperRunning(10).slice(8)).toEqual([(0.39 * 0.39) / 0.43, (((0.39 * 0.39) / 0.43) * 0.39) / 0.43]);
  });
});
