import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerPlace } from '../../domain/ledger.ts';
import type { BudgetLevel } from '../../domain/records.ts';
import { Budget, type Hold, type SpendingLimits } from '../../pipeline/budget.ts';

interface Asked {
  readonly issue: number;
  readonly sample: number;
  readonly usd: number;
  /** Part of what was held that it really costs. */
  readonly share: number;
}

const asked: fc.Arbitrary<Asked> = fc.record({
  issue: fc.nat(2),
  sample: fc.nat(1),
  usd: fc.integer({ min: 1, max: 50 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

const limits: fc.Arbitrary<SpendingLimits> = fc.record({
  run: fc.option(fc.integer({ min: 1, max: 200 })),
  issue: fc.option(fc.integer({ min: 1, max: 100 })),
  stage: fc.option(fc.integer({ min: 1, max: 100 })),
  trajectory: fc.option(fc.integer({ min: 1, max: 80 })),
});

type Holder = Pick<Budget, 'hold'>;

/** Our own account of every place, kept beside the budget's; returns the most that any place had above its limit. */
async function worstOf(
  budget: Holder,
  { of, calls, order }: { of: SpendingLimits; calls: readonly Asked[]; order: readonly number[] },
) {
  const books = new Map<string, number>();
  let worst = 0;
  const open: { hold: Hold; ask: Asked }[] = [];
  let pending = 0;
  const enter = (place: LedgerPlace, usd: number) => {
    for (const [level, key] of keysOf(place)) {
      const sum = (books.get(key) ?? 0) + usd;
      books.set(key, sum);
      const limit = of[level];
      if (limit !== null) worst = Math.max(worst, sum - limit);
    }
  };
  const ends = calls.map(async (ask) => {
    pending += 1;
    const place = placeOf(ask);
    try {
      const hold = await budget.hold(place, ask.usd, new AbortController().signal);
      enter(place, ask.usd);
      open.push({ hold, ask });
    } catch {
      // Refused: nothing is spent.
    } finally {
      pending -= 1;
    }
  });
  for (let turn = 0; pending > 0 || open.length > 0; turn++) {
    for (let tick = 0; tick < 5; tick++) await Promise.resolve();
    const [next] = open.splice((order[turn % order.length] ?? 0) % Math.max(1, open.length), 1);
    if (!next) continue;
    enter(placeOf(next.ask), next.ask.usd * (next.ask.share - 1));
    next.hold.settle(next.ask.usd * next.ask.share);
  }
  await Promise.all(ends);
  return worst;
}

function placeOf({ issue, sample }: Asked): LedgerPlace {
  return { instanceId: `i${issue}`, stage: 'sample', role: 'editing', sample };
}

function keysOf({ instanceId, sample }: LedgerPlace): [BudgetLevel, string][] {
  return [
    ['run', 'run'],
    ['issue', instanceId],
    ['stage', `stage ${instanceId}`],
    ['trajectory', `${instanceId} ${sample}`],
  ];
}

const plays = fc.record({
  of: limits,
  calls: fc.array(asked, { minLength: 1, maxLength: 30 }),
  order: fc.array(fc.nat(20), { minLength: 1, maxLength: 10 }),
});

describe('whatever is asked for and in whatever order it ends', () => {
  it('no place ever has more spent and held than its limit, and every call ends', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const budget = new Budget({ limits: play.of, spentBefore: () => 0 });
        expect(await worstOf(budget, play)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('control: a tree that forgets its issues is caught', async () => {
    const caught = await fc.check(
      fc.asyncProperty(plays, async (play) => {
        const budget = new Budget({ limits: { ...play.of, issue: null }, spentBefore: () => 0 });
        expect(await worstOf(budget, play)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 300 },
    );
    expect(caught.failed).toBe(true);
  });
});
