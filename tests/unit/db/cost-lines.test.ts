import { describe, expect, it } from 'vitest';
import { CONFIG, INSTANCE, ledgerEntry } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

const USAGE = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 3, cacheWriteTokens: 1 };

describe('cost lines', () => {
  it('keep issues, roles, models, price classes, open calls and unknown prices apart, failed calls among the settled', () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, null);
    const other = store.createRun('day', CONFIG, null);
    const settle = (costUsd: number | null, error: string | null = null, entry = {}) =>
      store.settle(store.reserve(ledgerEntry(run, entry)), {
        usage: USAGE,
        costUsd,
        error,
        settledBy: 'reply',
      });
    settle(0.5);
    settle(0.25, 'overloaded');
    settle(null);
    settle(1, null, { role: 'testing' });
    settle(0.125, null, { role: 'testing', priceClass: 'batch' });
    store.reserve(ledgerEntry(run, { reservedUsd: 2 }));
    store.reserve(ledgerEntry(other));
    const shown = store.costLines(run.id).map(({ role, isOpen, calls, costUsd, inputTokens, instanceId }) => {
      expect(instanceId).toBe(INSTANCE);
      return [role, isOpen, calls, costUsd, inputTokens];
    });
    expect(shown).toEqual([
      ['editing', false, 2, 0.75, 20],
      ['editing', false, 1, null, 10],
      ['testing', false, 1, 1, 10],
      ['testing', false, 1, 0.125, 10],
      ['editing', true, 1, 2, 0],
    ]);
  });
});
