import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { configSchema } from '../../../../domain/config.ts';
import { assumedCost } from '../../../../scripts/plan/assumed-cost.ts';
import { paperRunning } from '../../../../scripts/plan/assumptions.ts';
import { bestGrid } from '../../../../scripts/plan/best-grid.ts';
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

describe('a mixture', () => {
  const named = { dear: 'anthropic:dear', cheap: 'anthropic:cheap' };
  const cheap = { input: 0.15, output: 0.6, cacheRead: 0.075, cacheWrite: 0.15 };
  const mixed = (model: string, settings: z.input<typeof configSchema> = {}) => {
    const labels = { 'dear=anthropic:dear': SONNET, 'cheap=anthropic:cheap': cheap };
    return config({ models: { default: model, named }, prices: labels, ...settings });
  };
  const usd = (model: string, settings: z.input<typeof configSchema> = {}) =>
    assumedCost(mixed(model, settings), 500, ALL);

  it('costs what its models cost, each for its samples, and each warms its own cache', () => {
    const edits = (model: string, samples: number) => usd(model, { samples }).editing.usd ?? Number.NaN;
    expect(edits('dear:1,cheap:9', 10)).toBeCloseTo(edits('dear', 1) + edits('cheap', 9), 9);
    expect(edits('dear:1,cheap:9', 20)).toBeCloseTo(edits('dear', 2) + edits('cheap', 18), 9);
    // In a run, the first of these samples is the cheap one's.
    expect(edits('dear:1,cheap:9', 1)).toBe(edits('cheap', 1));
  });

  it('is for files and rankings what it is for samples, and selection asks the model of sample 0', () => {
    const [mix, all, none] = [usd('dear:1,cheap:9'), usd('dear'), usd('cheap')];
    const context = { mode: 'prefilter', prefilterFiles: 80 } as const;
    const { relevance } = usd('dear:1,cheap:9', { context });
    expect(relevance.usd).toBeCloseTo(0.1 * (all.relevance.usd ?? 0) + 0.9 * (none.relevance.usd ?? 0), 9);
    expect(mix.ranking.usd).toBeCloseTo(none.ranking.usd ?? 0, 12);
    expect(mix.selecting.usd).toBeCloseTo(none.selecting.usd ?? 0, 12);
    expect(mix.editing.calls).toBe(80);
  });

  it('is scored by what its samples cost on average, not by the first two', () => {
    const given = mixed('dear:1,cheap:9', { context: { mode: 'given' } });
    const costOf = (of: typeof given) => [assumedCost(of, 500, ALL)];
    const best = bestGrid(given, 3, costOf) ?? expect.fail('nothing fits');
    const { samples, turns, costUsd } = best;
    expect(samples).toBeGreaterThan(20);
    const at = { testing: { ...given.testing, turns }, editing: { ...given.editing, turns } };
    const [cost] = costOf({ ...given, ...at, samples });
    expect(costUsd / (cost ? (issueUsd(cost) ?? Number.NaN) : Number.NaN)).toBeCloseTo(1, 1);
  });
});

describe('batches', () => {
  const running: z.input<typeof configSchema>['running'] = {
    batch: { roles: ['relevance', 'ranking', 'testing'] },
  };
  const of = (model: string, settings: z.input<typeof configSchema> = {}) =>
    assumedCost(config({ models: { default: model }, prices: { [model]: SONNET }, ...settings }), 500, ALL);
  const [live, batched] = [of('anthropic:m'), of('anthropic:m', { running })];

  it('halve relevance, ranking and the first test drafts, which each write their own cache', () => {
    expect(batched.relevance.usd).toBeCloseTo((live.relevance.usd ?? 0) / 2, 12);
    expect(batched.ranking.usd).toBeCloseTo((live.ranking.usd ?? 0) / 2, 12);
    // Of ten drafts on 1,500 tokens, one wrote and nine read; all ten write 1,500 and 700 come out, at half the price.
    const drafts = (10 * 1_500 * 3.75 + 10 * 700 * 15) / 1e6;
    const before = (1_500 * 3.75 + 9 * 1_500 * 0.3 + 10 * 700 * 15) / 1e6;
    expect((live.testing.usd ?? 0) - (batched.testing.usd ?? 0)).toBeCloseTo(before - drafts / 2, 9);
    expect(batched.editing).toEqual(live.editing);
    expect(batched.selecting).toEqual(live.selecting);
  });

  it('take no time that anybody knows, and every call is still counted', () => {
    expect(batched.relevance).toMatchObject({ calls: live.relevance.calls, seconds: 0 });
    expect(live.testing.seconds - batched.testing.seconds).toBe(10 * 15);
  });

  it('are no cheaper at a server without a batch price', () => {
    const other = 'openai-compatible:m@http://127.0.0.1:1/v1';
    expect(of(other, { running })).toEqual(of(other));
  });
});

it('an hour of caching is planned at what a run is charged for it', () => {
  const usd = (cacheTtl: '5m' | '1h') =>
    assumedCost(
      config({ models: { default: 'anthropic:m' }, prices: { 'anthropic:m': SONNET }, cacheTtl }),
      500,
      ALL,
    ).editing.usd ?? Number.NaN;
  expect(usd('1h')).toBeGreaterThan(usd('5m'));
});
