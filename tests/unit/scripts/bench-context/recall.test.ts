import { expect, test } from 'vitest';
import type { MeasuredOrder } from '../../../../scripts/bench-context/measure-order.ts';
import { recallAt } from '../../../../scripts/bench-context/recall.ts';

function order(goldRanks: readonly number[], tokens: readonly number[]): MeasuredOrder {
  return { id: 'x', repository: 'acme/x', tokens, goldRanks, readMs: 0, orderMs: 0, longestBlockMs: 0 };
}

test('an instance is kept only where every file of its gold patch is among the first', () => {
  const orders = [order([1, 2], [5, 5, 10]), order([1, 3], [5, 5, 10]), order([Infinity], [5, 5, 10])];
  expect(recallAt(2, orders).kept).toBe(1);
  expect(recallAt(3, orders).kept).toBe(2);
});

test('tokens are the median share over the instances', () => {
  const orders = [order([1], [10, 90]), order([1], [20, 80]), order([1], [60, 40])];
  expect(recallAt(1, orders)).toMatchObject({ tokenPercent: 20, tokens: 20 });
});
