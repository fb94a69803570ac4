import { describe, expect, it } from 'vitest';
import type { Run } from '../../../domain/records.ts';
import { NO_USAGE } from '../../../domain/usage.ts';
import { CONFIG, ledgerEntry } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

function jobOf(run: Run, customIds: readonly string[]) {
  const entry = ledgerEntry(run, { reservedUsd: 2, priceClass: 'batch' });
  const calls = customIds.map((customId) => ({ customId, entry }));
  return { runId: run.id, model: 'p:one', requestHash: 'h', calls };
}

function storeWithRun() {
  const store = tempStore();
  return { store, run: store.createRun('night', CONFIG, null) };
}

describe('a job', () => {
  it('is stored with its calls and what is reserved for them, before it has an id', () => {
    const { store, run } = storeWithRun();
    const { batch, ledgerIds } = store.openBatch(jobOf(run, ['a', 'b']));
    expect(batch).toMatchObject({ jobId: null, status: 'sending', calls: 2 });
    expect(store.openEntries(run.id).map(({ id }) => id)).toEqual(ledgerIds);
    expect(store.openEntries(run.id).map(({ priceClass }) => priceClass)).toEqual(['batch', 'batch']);
    store.putBatchStatus(batch.id, 'open', 'job-1');
    store.putBatchStatus(batch.id, 'ended');
    expect(store.batches(run.id)).toEqual([{ ...batch, status: 'ended', jobId: 'job-1' }]);
  });

  it('leaves nothing behind where one of its calls cannot be stored', () => {
    const { store, run } = storeWithRun();
    expect(() => store.openBatch(jobOf(run, ['a', 'a']))).toThrow();
    expect(store.batches(run.id)).toEqual([]);
    expect(store.openEntries(run.id)).toEqual([]);
  });

  it('is joined by a call that is open or paid, not by one that failed', () => {
    const { store, run } = storeWithRun();
    const { batch, ledgerIds } = store.openBatch(jobOf(run, ['open', 'paid', 'failed']));
    const [, paid = 0, failed = 0] = ledgerIds;
    store.settle(paid, { usage: NO_USAGE, costUsd: 1, error: null, settledBy: 'reply' });
    store.settle(failed, { usage: NO_USAGE, costUsd: 0, error: 'no', settledBy: 'refusal' });
    expect(store.findBatchedCall(run.id, 'open')).toMatchObject({
      batch: { id: batch.id },
      isOpen: true,
      reservedUsd: 2,
    });
    expect(store.findBatchedCall(run.id, 'paid')).toMatchObject({ isOpen: false });
    expect(store.findBatchedCall(run.id, 'failed')).toBeNull();
    expect(store.findBatchedCall(run.id, 'never')).toBeNull();
    store.putBatchStatus(batch.id, 'gone');
    expect(store.findBatchedCall(run.id, 'open')).toBeNull();
  });

  it('is joined in the newest job of its own run', () => {
    const { store, run } = storeWithRun();
    const day = store.createRun('day', CONFIG, null);
    store.openBatch(jobOf(run, ['a']));
    const { batch } = store.openBatch(jobOf(run, ['a']));
    store.openBatch(jobOf(day, ['a']));
    expect(store.findBatchedCall(run.id, 'a')?.batch.id).toBe(batch.id);
  });
});
