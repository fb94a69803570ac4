import { expect, test } from 'vitest';
import { BudgetError } from '../../../domain/errors.ts';
import { Budget } from '../../../pipeline/budget.ts';

test('what earlier processes spent and left reserved counts against the limit', async () => {
  const budget = new Budget(1, 0.9);
  await expect(budget.hold(0.2)).rejects.toThrow(BudgetError);
  await budget.hold(0.1);
  expect(budget.inFlight).toBe(1);
});

test('a call that does not fit waits for those in flight and takes what they did not use', async () => {
  const budget = new Budget(1, 0);
  await budget.hold(0.8);
  let held = false;
  const waiting = budget.hold(0.5).then(() => {
    held = true;
  });
  await Promise.resolve();
  expect(held).toBe(false);
  budget.settle(0.8, 0.3);
  await waiting;
  expect(held).toBe(true);
});

test('a waiting call is refused once nothing is in flight that could make room', async () => {
  const budget = new Budget(1, 0);
  await budget.hold(0.8);
  const waiting = budget.hold(0.5);
  budget.settle(0.8, 0.8);
  await expect(waiting).rejects.toThrow(/raise --budget/);
});

test('a small call does not overtake a waiting one', async () => {
  const budget = new Budget(1, 0);
  await budget.hold(0.8);
  const order: string[] = [];
  const large = budget.hold(0.9).then(() => order.push('large'));
  const small = budget.hold(0.1).then(() => order.push('small'));
  budget.settle(0.8, 0);
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});

test('without a limit nothing waits', async () => {
  const budget = new Budget(null, 1e9);
  await Promise.all(Array.from({ length: 100 }, () => budget.hold(1e6)));
  expect(budget.inFlight).toBe(100);
});
