import { describe, expect, test } from 'vitest';
import type { MeasuredOrder } from '../../../../scripts/bench-context/measure-order.ts';
import { isGoodReach, recallAt, totalsByMode } from '../../../../scripts/bench-context/recall.ts';

function order(goldRanks: readonly number[], tokens: readonly number[]): MeasuredOrder {
  return {
    id: 'x',
    repository: 'acme/x',
    tokens,
    goldRanks,
    readMs: 0,
    orderMs: 0,
    longestBlockMs: 0,
    modes: [],
  };
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

describe('the default reach', () => {
  const orders = (kept: number, of: number, percent: number) =>
    Array.from({ length: of }, (_, place) => order([place < kept ? 1 : 2], [percent, 100 - percent]));

  test('is good enough from 97 % of the instances on, at 41 % of the tokens at most', () => {
    expect(isGoodReach(1, orders(97, 100, 41))).toBe(true);
    expect(isGoodReach(1, orders(75, 77, 28))).toBe(true);
  });

  test('is not where it keeps fewer, or holds more', () => {
    expect(isGoodReach(1, orders(96, 100, 41))).toBe(false);
    expect(isGoodReach(1, orders(100, 100, 41.1))).toBe(false);
    expect(isGoodReach(1, [])).toBe(false);
  });
});

test('what modes read is told as medians, beside the instances whose gold files they can find', () => {
  const read = (promptTokens: number, reachesGold: boolean) => ({
    ...order([1], [50, 50]),
    modes: [{ mode: 'tree' as const, calls: 1, promptTokens, reachesGold }],
  });
  expect(totalsByMode([read(2, true), read(4, false), read(9, true)])).toEqual([
    { mode: 'tree', tokenPercent: 4, tokens: 4, calls: 1, kept: 2 },
  ]);
});
