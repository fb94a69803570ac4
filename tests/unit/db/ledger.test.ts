import { describe, expect, it } from 'vitest';
import { openStore } from '../../../db/open-store.ts';
import { MachineryError } from '../../../domain/errors.ts';
import type { Settlement } from '../../../domain/ledger.ts';
import { CONFIG, INSTANCE, ledgerEntry } from './sample-rows.ts';
import { tempFile, tempStore } from './temp-store.ts';

const USAGE = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 3, cacheWriteTokens: 1 };

function settled(costUsd: number | null, error: string | null = null): Settlement {
  return { usage: USAGE, costUsd, error, settledBy: error === null ? 'reply' : 'refusal' };
}

function storeWithRun() {
  const file = tempFile();
  const store = tempStore({}, file);
  return { file, store, run: store.createRun('night', CONFIG, null) };
}

describe('ledger', () => {
  it('commits a reservation in full until it is settled, then its cost', () => {
    const { store, run } = storeWithRun();
    expect(store.committedUsd(run.id)).toBe(0);
    const first = store.reserve(ledgerEntry(run, { reservedUsd: 2 }));
    store.reserve(ledgerEntry(run, { reservedUsd: 4 }));
    expect(store.committedUsd(run.id)).toBe(6);
    store.settle(first, settled(0.5));
    expect(store.committedUsd(run.id)).toBe(4.5);
    expect(store.openReservations(run.id)).toEqual({ calls: 1, usd: 4 });
  });

  it('keeps the first settlement of a reservation', () => {
    const { store, run } = storeWithRun();
    const id = store.reserve(ledgerEntry(run));
    store.settle(id, settled(0.5));
    store.settle(id, settled(0.25));
    expect(store.committedUsd(run.id)).toBe(0.5);
    expect(store.spending(run.id, 'run').get('night')).toEqual({
      ...USAGE,
      calls: 1,
      costUsd: 0.5,
      knownUsd: 0.5,
    });
    expect(() => store.settle(id + 1, settled(1))).toThrow(MachineryError);
  });

  it('keeps the money of runs apart', () => {
    const { store, run } = storeWithRun();
    const day = store.createRun('day', CONFIG, null);
    store.settle(store.reserve(ledgerEntry(day)), settled(3));
    expect(store.committedUsd(run.id)).toBe(0);
    expect(store.committedUsd(day.id)).toBe(3);
  });

  it('counts no settlement that came to nothing with the transaction around it', () => {
    const { store, run } = storeWithRun();
    const id = store.reserve(ledgerEntry(run, { reservedUsd: 2 }));
    expect(store.committedUsd(run.id)).toBe(2);
    const work = () => {
      store.settle(id, settled(0.5));
      throw new Error('no room');
    };
    expect(() => store.together(work)).toThrow('no room');
    expect(store.committedUsd(run.id)).toBe(2);
    store.together(() => store.settle(id, settled(0.5)));
    expect(store.committedUsd(run.id)).toBe(0.5);
  });

  it('notices what another process spends or settles', () => {
    const { file, store, run } = storeWithRun();
    const id = store.reserve(ledgerEntry(run, { reservedUsd: 1 }));
    expect(store.committedUsd(run.id)).toBe(1);
    const other = openStore(file);
    other.settle(id, settled(0.25));
    other.settle(other.reserve(ledgerEntry(run)), settled(0.5));
    other.close();
    expect(store.committedUsd(run.id)).toBe(0.75);
  });

  it('counts an unknown price as 0 in the committed sum and as unknown in spending', () => {
    const { store, run } = storeWithRun();
    store.settle(store.reserve(ledgerEntry(run)), settled(0.5));
    store.settle(store.reserve(ledgerEntry(run, { reservedUsd: null, stage: 'select' })), settled(null));
    expect(store.committedUsd(run.id)).toBe(0.5);
    expect(store.spending(run.id, 'run').get('night')?.costUsd).toBeNull();
    expect(store.spending(run.id, 'stage').get('sample')?.costUsd).toBe(0.5);
    expect(store.spending(run.id, 'stage').get('select')?.costUsd).toBeNull();
  });

  it('counts the tokens and the cost of failed calls, and of open reservations neither', () => {
    const { store, run } = storeWithRun();
    store.settle(store.reserve(ledgerEntry(run)), settled(0.5, 'overloaded'));
    store.settle(store.reserve(ledgerEntry(run)), settled(0.25));
    store.reserve(ledgerEntry(run));
    expect(store.spending(run.id, 'instance')).toEqual(
      new Map([
        [
          INSTANCE,
          {
            calls: 2,
            costUsd: 0.75,
            knownUsd: 0.75,
            inputTokens: 20,
            outputTokens: 10,
            cacheReadTokens: 6,
            cacheWriteTokens: 2,
          },
        ],
      ]),
    );
  });

  it('sums by run, instance, stage and trajectory, of one instance where it is named', () => {
    const { store, run } = storeWithRun();
    const entries = [
      { sample: 0, role: 'testing' },
      { sample: 1 },
      { sample: 1, turn: 2 },
      { instanceId: 'octo__calc-2', stage: 'context', role: 'relevance' },
    ] as const;
    for (const entry of entries) store.settle(store.reserve(ledgerEntry(run, entry)), settled(0.5));
    const costs = (by: 'run' | 'instance' | 'stage' | 'trajectory', instanceId?: string) =>
      [...store.spending(run.id, by, instanceId)].map(([key, { costUsd }]) => [key, costUsd]);
    expect(costs('run')).toEqual([['night', 2]]);
    expect(costs('instance')).toEqual([
      [INSTANCE, 1.5],
      ['octo__calc-2', 0.5],
    ]);
    expect(costs('stage')).toEqual([
      ['sample', 1.5],
      ['context', 0.5],
    ]);
    expect(costs('trajectory', INSTANCE)).toEqual([
      [`${INSTANCE} / testing / sample 0`, 0.5],
      [`${INSTANCE} / editing / sample 1`, 1],
    ]);
  });
});
