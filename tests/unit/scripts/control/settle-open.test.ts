import { expect, test } from 'vitest';
import { settleByHand, settleByReport } from '../../../../scripts/control/settle-open.ts';
import { CONFIG, ledgerEntry } from '../../db/sample-rows.ts';
import { tempStore } from '../../db/temp-store.ts';

const MODEL = 'anthropic:m';
const PRICE = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 1.25 };
const WRITTEN = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 1_000_000 };

function killed(reservedUsd: readonly (number | null)[], cacheTtl: '5m' | '1h' = '5m') {
  const store = tempStore();
  const run = store.createRun('night', { ...CONFIG, cacheTtl, prices: { [MODEL]: PRICE } }, null);
  for (const usd of reservedUsd) store.reserve(ledgerEntry(run, { model: MODEL, reservedUsd: usd }));
  return { store, run };
}

test('a report is charged at what the run is charged: an hour in the cache costs twice the input', () => {
  const report = new Map([['call', WRITTEN]]);
  for (const [ttl, usd] of [
    ['5m', 1.25],
    ['1h', 2],
  ] as const) {
    const { store, run } = killed([5], ttl);
    settleByReport(store, run, report);
    expect(store.committedUsd(run.id)).toBeCloseTo(usd);
  }
});

test('what a report says of a call is charged once, however many of its attempts are open', () => {
  const { store, run } = killed([5, 5]);
  expect(settleByReport(store, run, new Map([['call', WRITTEN]]))).toHaveLength(2);
  expect(store.committedUsd(run.id)).toBeCloseTo(1.25);
});

test('a call for which nothing could be reserved is not settled at what was reserved, nor is any beside it', () => {
  const { store, run } = killed([5, null]);
  const reserved = { cost: 'reserved', callId: undefined } as const;
  expect(() => settleByHand(store, run, reserved)).toThrow(/give an amount in USD/);
  expect(store.openEntries(run.id)).toHaveLength(2);
  settleByHand(store, run, { cost: 2, callId: undefined });
  expect(store.committedUsd(run.id)).toBe(4);
});
