import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../domain/errors.ts';
import type { SettledBy } from '../../../domain/ledger.ts';
import { priceLate } from '../../../pipeline/late-prices.ts';
import { CONFIG, ledgerEntry } from '../db/sample-rows.ts';
import { tempStore } from '../db/temp-store.ts';

const MODEL = 'fake:model';
const PRICE = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 2 };
const USAGE = { inputTokens: 1_000_000, outputTokens: 100_000, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** A run that made calls while nobody knew the price, which is known now; null: a call that is still open. */
function cheapStart({
  calls,
  budgetUsd,
}: {
  calls: readonly (SettledBy | null)[];
  budgetUsd: number | null;
}) {
  const store = tempStore();
  const config = { ...CONFIG, prices: { [MODEL]: PRICE }, running: { ...CONFIG.running, budgetUsd } };
  const run = store.createRun('night', config, null);
  for (const settledBy of calls) {
    const id = store.reserve(ledgerEntry(run, { model: MODEL, reservedUsd: null }));
    if (settledBy) store.settle(id, { usage: USAGE, costUsd: null, error: null, settledBy });
  }
  return { store, run };
}

describe('a price that becomes known later', () => {
  test('is charged for the calls that were made before, whose sum was known as less', () => {
    const { store, run } = cheapStart({ calls: ['reply', 'reply'], budgetUsd: 40 });
    expect(store.committedUsd(run.id)).toBe(0);
    priceLate(store, run);
    expect(store.committedUsd(run.id)).toBeCloseTo(4);
    expect(store.spending(run.id, 'run').get('night')?.costUsd).toBeCloseTo(4);
    priceLate(store, run);
    expect(store.committedUsd(run.id)).toBeCloseTo(4);
  });

  test.each(['bound', 'hand'] as const)(
    'allows no limit where a call settled by %s has no cost',
    (settledBy) => {
      const { store, run } = cheapStart({ calls: ['reply', settledBy], budgetUsd: 40 });
      expect(() => priceLate(store, run)).toThrow(/what 1 of its calls cost is not known/);
    },
  );

  test('allows no limit while a call is open that may cost anything, and says how to settle it', () => {
    const { store, run } = cheapStart({ calls: ['reply', null], budgetUsd: 40 });
    expect(() => priceLate(store, run)).toThrow(UsageError);
    expect(() => priceLate(store, run)).toThrow(/1 open calls .*troop control --run night --settle-open USD/);
    for (const { id } of store.openEntries(run.id))
      store.settle(id, { usage: USAGE, costUsd: 1, error: null, settledBy: 'hand' });
    priceLate(store, run);
    expect(store.committedUsd(run.id)).toBeCloseTo(3);
  });

  test('leaves a run without a limit to go on', () => {
    const { store, run } = cheapStart({ calls: ['bound', null], budgetUsd: null });
    priceLate(store, run);
    expect(store.unpricedCalls(run.id)).toHaveLength(2);
  });
});
