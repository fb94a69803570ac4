import { describe, expect, test } from 'vitest';
import { BudgetError } from '../../../domain/errors.ts';
import type { BudgetLevel } from '../../../domain/records.ts';
import { Budget, type Hold } from '../../../pipeline/budget.ts';

const NONE = { run: null, issue: null, stage: null, trajectory: null };
const never = new AbortController().signal;

function budgetOf(limits: Partial<Record<BudgetLevel, number>>, spent = 0): Budget {
  return new Budget({ limits: { ...NONE, ...limits }, spentBefore: () => spent });
}

const at = (instanceId: string, sample = 0) =>
  ({ instanceId, stage: 'sample', role: 'editing', sample }) as const;
const A = at('a');
const B = at('b');

/** Whether a promise has been kept by now. */
async function isKept(promise: Promise<unknown>): Promise<boolean> {
  let kept = false;
  void promise.then(() => {
    kept = true;
  });
  for (let tick = 0; tick < 5; tick++) await Promise.resolve();
  return kept;
}

describe('a limit', () => {
  test('counts what earlier processes spent and left reserved', async () => {
    const budget = budgetOf({ run: 1 }, 0.9);
    await expect(budget.hold(A, 0.2, never)).rejects.toThrow(BudgetError);
    await budget.hold(A, 0.1, never);
    expect(budget.inFlight).toBe(1);
  });

  test('tells what is spent and what is held of it', async () => {
    const budget = budgetOf({ run: 1 }, 0.25);
    expect(budget.purse).toBeNull();
    const hold = await budget.hold(A, 0.5, never);
    expect(budget.purse).toEqual({ spentUsd: 0.25, heldUsd: 0.5, limitUsd: 1 });
    hold.settle(0.125);
    expect(budget.purse).toEqual({ spentUsd: 0.375, heldUsd: 0, limitUsd: 1 });
  });

  test('lets a call that does not fit wait for those in flight and take what they did not use', async () => {
    const budget = budgetOf({ run: 1 });
    const first = await budget.hold(A, 0.8, never);
    const waiting = budget.hold(B, 0.5, never);
    expect(await isKept(waiting)).toBe(false);
    first.settle(0.3);
    expect(await isKept(waiting)).toBe(true);
  });

  test('refuses a waiting call once nothing is in flight that could make room', async () => {
    const budget = budgetOf({ run: 1 });
    const first = await budget.hold(A, 0.8, never);
    const waiting = budget.hold(A, 0.5, never);
    first.settle(0.8);
    await expect(waiting).rejects.toThrow(/raise --budget/);
  });

  test('remembers the limits that calls ran into, until they are changed', async () => {
    const limits = { run: 10, issue: 1, stage: 9, trajectory: 0.5 };
    const budget = budgetOf(limits);
    expect(budget.refusals).toEqual([]);
    for (const usd of [2, 2, 0.7]) await expect(budget.hold(A, usd, never)).rejects.toThrow(BudgetError);
    expect(budget.refusals.map(({ level }) => level)).toEqual(['issue', 'trajectory']);
    expect(budget.refusals[0]?.place).toEqual(A);
    budget.limit({ ...limits, issue: 3 });
    expect(budget.refusals.map(({ level }) => level)).toEqual(['trajectory']);
  });

  test('keeps a small call behind a large one that waits', async () => {
    const budget = budgetOf({ run: 1 });
    const first = await budget.hold(A, 0.8, never);
    const order: string[] = [];
    const large = budget.hold(A, 0.9, never).then(() => order.push('large'));
    const small = budget.hold(B, 0.1, never).then(() => order.push('small'));
    first.settle(0);
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  test('that is raised lets waiting calls go, and one that is lowered lets none', async () => {
    const budget = budgetOf({ run: 1 });
    const first = await budget.hold(A, 0.8, never);
    const waiting = budget.hold(A, 0.5, never);
    budget.limit({ ...NONE, run: 2 });
    expect(await isKept(waiting)).toBe(true);
    budget.limit({ ...NONE, run: 0.5 });
    first.settle(0.8);
    (await waiting).settle(0.5);
    await expect(budget.hold(A, 0.1, never)).rejects.toThrow(BudgetError);
  });

  test('that is absent lets nothing wait', async () => {
    const budget = budgetOf({}, 1e9);
    await Promise.all(Array.from({ length: 100 }, () => budget.hold(A, 1e6, never)));
    expect(budget.inFlight).toBe(100);
  });
});

describe('a place', () => {
  test('that is short holds up nobody elsewhere', async () => {
    const budget = budgetOf({ run: 10, issue: 1 });
    await budget.hold(A, 0.8, never);
    const waiting = budget.hold(A, 0.5, never);
    await budget.hold(B, 0.8, never);
    expect(await isKept(waiting)).toBe(false);
  });

  test('refuses by its own limit, and says whose it is', async () => {
    for (const [level, words] of [
      ['issue', /for issue a; raise --issue-budget/],
      ['stage', /for stage sample of a/],
      ['trajectory', /for editing 0 of a; raise running.trajectoryUsd/],
    ] as const) {
      const budget = budgetOf({ run: 10, [level]: 1 });
      const refused = budget.hold(A, 2, never);
      await expect(refused).rejects.toThrow(words);
      await expect(refused).rejects.toMatchObject({ level });
    }
  });

  test('counts apart: one trajectory’s spending is not the next one’s', async () => {
    const budget = budgetOf({ run: 10, trajectory: 1 });
    (await budget.hold(at('a', 0), 0.9, never)).settle(0.9);
    await budget.hold(at('a', 1), 0.9, never);
    await expect(budget.hold(at('a', 0), 0.2, never)).rejects.toThrow(BudgetError);
  });
});

describe('what an earlier process held', () => {
  test('is held again without counting twice, and makes room once it has come to less', async () => {
    const budget = budgetOf({ run: 1 }, 1);
    await expect(budget.hold(A, 0.1, never)).rejects.toThrow(BudgetError);
    const adopted = budget.adopt(A, 0.75);
    const waiting = budget.hold(A, 0.5, never);
    expect(await isKept(waiting)).toBe(false);
    adopted.settle(0.25);
    (await waiting).settle(0.5);
    await expect(budget.hold(A, 0.1, never)).rejects.toThrow(BudgetError);
  });
});

describe('a call that waits', () => {
  test('leaves when it is cancelled, and lets those behind it go', async () => {
    const budget = budgetOf({ run: 1 });
    await budget.hold(A, 0.5, never);
    const given = new AbortController();
    const large = budget.hold(A, 0.9, given.signal);
    const small = budget.hold(B, 0.4, never);
    expect(await isKept(small)).toBe(false);
    given.abort(new Error('enough'));
    await expect(large).rejects.toThrow('enough');
    expect(await isKept(small)).toBe(true);
  });

  test('is settled once, however often its hold is', async () => {
    const budget = budgetOf({ run: 1 });
    const hold: Hold = await budget.hold(A, 0.5, never);
    hold.settle(0.5);
    hold.settle(0.5);
    await budget.hold(A, 0.5, never);
  });
});
