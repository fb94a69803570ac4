import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { configSchema } from '../../../../domain/config.ts';
import { type Measured, type Pilot, runningShares } from '../../../../scripts/plan/pilot.ts';
import { scaledCosts, turnsFactor } from '../../../../scripts/plan/scaled-cost.ts';
import { issueUsd } from '../../../../scripts/plan/stage-cost.ts';
import { config, measured, PILOT, PRICE } from './sample-pilot.ts';

describe('a plan by a pilot', () => {
  it('is the same for the same settings, and grows with the samples where they cost', () => {
    // Issue 1: 1 for relevance, 10 + 2 / 2 for edits; issue 2: 30.
    expect(scaledCosts(PILOT, config(), 100).map(issueUsd)).toEqual([12, 30]);
    expect(scaledCosts(PILOT, config({ samples: 6 }), 100).map(issueUsd)).toEqual([1 + 33, 90]);
    expect(scaledCosts(PILOT, config({ samples: 6 }), 100)[0]?.editing).toMatchObject({
      calls: 12,
      seconds: 24,
    });
  });

  it('prices the tokens by the planned model', () => {
    const dear = { prices: { 'p:m': { ...PRICE, output: 2e6 } } };
    expect(scaledCosts(PILOT, config(dear), 100).map(issueUsd)).toEqual([2 + 21, 60]);
    const unknown = config({ prices: { 'p:m': null } });
    expect(scaledCosts(PILOT, unknown, 100).map(issueUsd)).toEqual([null, null]);
  });

  it('takes turns by the share of trajectories that still run', () => {
    expect(runningShares([1, 3, 3, 4])).toEqual([1, 0.75, 0.75, 0.25]);
    // Where only output costs, a call costs the same at every turn: 2.5 of 4 calls remain at 2 turns of 8.
    const flat = { input: 0, output: 1, cacheRead: 0, cacheWrite: 0 };
    const at = (turns: number) =>
      turnsFactor(PILOT, config({ editing: { turns } }), { role: 'editing', issueTokens: 100, price: flat });
    expect(at(8)).toBe(1);
    expect(at(2)).toBeCloseTo(2 / 4, 12);
    expect(at(10)).toBeCloseTo(4.5 / 4, 12);
  });

  it('takes another context mode from the assumptions', () => {
    const [first] = scaledCosts(PILOT, config({ context: { mode: 'given' } }), 100);
    expect(first?.relevance.calls).toBe(0);
  });
});

describe('a plan by a pilot of several models and price classes', () => {
  const models = { default: 'a:1,b:1', named: { a: 'anthropic:m', b: 'openai:m' } };
  const [a, b] = ['a=anthropic:m', 'b=openai:m'];
  const prices = { [a]: PRICE, [b]: { ...PRICE, output: 100e6 } };
  const settings = { models, prices, samples: 2 };
  const pilotOf = (...testing: Measured[]): Pilot => ({
    ...PILOT,
    config: config(settings),
    issues: [{ spent: new Map([['testing', testing]]), reach: null, contextTokens: 500 }],
  });
  const testingOf = (pilot: Pilot, more: z.input<typeof configSchema> = {}) =>
    scaledCosts(pilot, config({ ...settings, ...more }), 100)[0]?.testing;
  const mixed = pilotOf(
    measured(3, 0, { model: a, samples: 1 }),
    measured(5, 0, { model: b, samples: 1, callMs: 40_000 }),
  );

  it('prices what each model took at its own price', () => {
    expect(testingOf(mixed)).toEqual({ calls: 8, usd: 3 + 500, seconds: 8 + 40 });
    // Of three samples, two are the first model's.
    expect(testingOf(mixed, { samples: 3 })?.usd).toBeCloseTo(2 * 3 + 500, 9);
  });

  it('takes a model that the pilot did not ask for the mean of all', () => {
    const other = { default: 'openai-compatible:c' };
    const cost = testingOf(mixed, { models: other, prices: { 'openai-compatible:c': PRICE } });
    expect(cost?.usd).toBe(3 + 5);
    expect(cost?.calls).toBe(8);
  });

  it('asks of a tree the model that its one call has in a run', () => {
    // Sample 2,000,000 is the third of its round.
    const tree = config({
      ...settings,
      models: { ...models, default: 'b:1,b:1,a:1' },
      context: { mode: 'tree' },
    });
    const spent = new Map([['relevance', [measured(3, 0, { model: a, samples: 1 })]]] as const);
    const pilot = { ...PILOT, config: tree, issues: [{ spent, reach: null, contextTokens: 500 }] };
    expect(scaledCosts(pilot, tree, 100)[0]?.relevance.usd).toBe(3);
  });

  const single = { models: { default: 'anthropic:m' }, prices: { 'anthropic:m': PRICE } };
  const later = measured(8, 0, { model: 'anthropic:m', isFirst: false, calls: 6, callMs: 12_000 });
  const first = measured(2, 0, { model: 'anthropic:m', calls: 2, callMs: 4_000 });
  const waited = { ...first, priceClass: 'batch', callMs: 7_200_000 } as const;
  const running: z.input<typeof configSchema>['running'] = { batch: { roles: ['testing'] } };

  it('halves the first calls of what is to go in batches, whether or not they did in the pilot', () => {
    for (const pilot of [pilotOf(first, later), pilotOf(waited, later)]) {
      expect(testingOf(pilot, single)?.usd).toBe(10);
      expect(testingOf(pilot, { ...single, running })?.usd).toBe(9);
    }
    // With fewer turns the drafts stay, and so does what is saved on them.
    const fewer = { ...single, testing: { turns: 2 } };
    const pilot = pilotOf(first, later);
    const [atOnce, batched] = [testingOf(pilot, fewer)?.usd, testingOf(pilot, { ...fewer, running })?.usd];
    expect((atOnce ?? 0) - (batched ?? 0)).toBeCloseTo(1, 9);
  });

  it('never takes a wait in a batch for seconds of a call', () => {
    expect(testingOf(pilotOf(waited, later), { ...single, running })?.seconds).toBe(12);
    expect(testingOf(pilotOf(waited, later), single)?.seconds).toBe(8 * 2);
    expect(testingOf(pilotOf(waited), single)?.seconds).toBe(2 * 15);
    expect(testingOf(pilotOf(first, later), { ...single, running })?.seconds).toBe(6 * 2);
  });
});

describe('a plan by a pilot and by repositories', () => {
  const NOTHING = { calls: 0, promptTokens: 0 };
  const size = (reachFiles: number, reachTokens: number) => ({
    instanceId: 'a',
    repository: 'octo/calc',
    issueTokens: 100,
    sourceFiles: reachFiles,
    sourceTokens: reachTokens,
    sure: { calls: 3, promptTokens: 7 },
    possible: NOTHING,
    reachFiles,
    reachTokens,
  });

  it('takes relevance in proportion to what is read here and was read there', () => {
    const [first] = scaledCosts(PILOT, config(), 100, [size(8, 3_000)]);
    expect(first?.relevance).toEqual({ calls: 4 * 2, usd: 1 * 3, seconds: 8 * 2 });
    expect(first?.editing.usd).toBe(11);
  });

  it('has a cost for each issue of the pilot with each repository', () => {
    const costs = scaledCosts(PILOT, config(), 100, [size(4, 1_000), size(4, 2_000)]);
    expect(costs.map(({ relevance }) => relevance.usd)).toEqual([1, 2, 0, 0]);
  });

  it('makes edits cheaper where a repository cannot fill the context', () => {
    const cached = config({ prices: { 'p:m': { ...PRICE, cacheRead: 50_000, cacheWrite: 600_000 } } });
    const [full] = scaledCosts(PILOT, cached, 100, [size(1, 500)]);
    const [less] = scaledCosts(PILOT, cached, 100, [size(1, 100)]);
    expect(full?.editing.usd).toBe(scaledCosts(PILOT, cached, 100)[0]?.editing.usd);
    expect(less?.editing.usd).toBeLessThan(full?.editing.usd ?? 0);
    expect(less?.editing.calls).toBe(4);
  });

  it('reads another context mode off the repositories', () => {
    const [first] = scaledCosts(PILOT, config({ context: { mode: 'tree' } }), 100, [size(8, 3_000)]);
    expect(first?.relevance.calls).toBe(3);
    expect(first?.relevance.usd).toBeCloseTo((7 * PRICE.input + 3 * 400 * PRICE.output) / 1e6, 9);
  });
});
