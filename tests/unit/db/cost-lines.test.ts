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

  it('of turns keep first calls and price classes apart, count the samples, and leave open calls out', () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, null);
    const settle = (entry: object) =>
      store.settle(store.reserve(ledgerEntry(run, entry)), {
        usage: USAGE,
        costUsd: 1,
        error: null,
        settledBy: 'reply',
      });
    for (const sample of [0, 1]) {
      settle({ role: 'testing', sample, turn: 1, priceClass: 'batch' });
      settle({ role: 'testing', sample, turn: 2 });
      settle({ role: 'testing', sample, turn: 3 });
    }
    settle({ role: 'testing', sample: 1, turn: 1, priceClass: 'batch' });
    settle({ role: 'testing', sample: 2, turn: 1, model: 'openai:other' });
    store.reserve(ledgerEntry(run, { role: 'testing', sample: 3, turn: 1 }));
    const shown = store
      .turnLines(run.id)
      .map(({ model, priceClass, isFirst, samples, calls, inputTokens }) => {
        const isOther = model === 'openai:other';
        return [isOther, priceClass, isFirst, samples, calls, inputTokens];
      });
    expect(shown).toEqual([
      [false, 'batch', true, 2, 3, 30],
      [false, 'standard', false, 2, 4, 40],
      [true, 'standard', true, 1, 1, 10],
    ]);
  });
});
