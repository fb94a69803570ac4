import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Purse } from '../../../pipeline/budget.ts';
import { progressPrinter } from '../../../scripts/progress.ts';
import { watchPurse } from '../../../scripts/watch-purse.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** What is printed while a run has the one purse after the other, a look apart. */
function linesOf(...purses: (Purse | null)[]): string[] {
  const lines: string[] = [];
  const print = progressPrinter((line) => lines.push(line), false);
  let at = 0;
  const unwatch = watchPurse(() => purses[at] ?? null, print, 1_000);
  for (; at < purses.length; at++) vi.advanceTimersByTime(1_000);
  unwatch();
  at = 0;
  vi.advanceTimersByTime(10_000);
  return lines;
}

test('a run tells what it spent, holds and may spend', () => {
  expect(linesOf({ spentUsd: 1.5, heldUsd: 0.25, limitUsd: 40 })).toEqual([
    'spent 1.5000 of 40.0000 USD, 0.2500 held for calls in flight\n',
  ]);
});

test('nothing is told before the first call, or where nothing more was spent', () => {
  const one = { spentUsd: 1, heldUsd: 0.5, limitUsd: null };
  expect(linesOf(null, one, { ...one, heldUsd: 0.7 }, { ...one, spentUsd: 2, heldUsd: 0 })).toEqual([
    'spent 1.0000 USD, 0.5000 held for calls in flight\n',
    'spent 2.0000 USD, 0.0000 held for calls in flight\n',
  ]);
});
