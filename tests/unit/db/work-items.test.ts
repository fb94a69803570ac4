import { describe, expect, it } from 'vitest';
import { MachineryError } from '../../../domain/errors.ts';
import { CONFIG, INSTANCE, openItem } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

function storeWithRun() {
  const store = tempStore();
  return { store, run: store.createRun('night', CONFIG, null) };
}

describe('work items', () => {
  it('are one for each key, with the inputs of the first time', () => {
    const { store, run } = storeWithRun();
    const item = openItem(store, run);
    const key = { runId: run.id, instanceId: INSTANCE, stage: 'sample', sample: 0, attempt: 1 } as const;
    expect(store.openItem(key, 'other inputs')).toEqual(item);
    expect(item).toEqual({ ...key, id: item.id, status: 'open', inputs: 'inputs', error: null });
    expect(store.items(run.id)).toEqual([item]);
  });

  it('are found by their newest attempt', () => {
    const { store, run } = storeWithRun();
    const key = { runId: run.id, instanceId: INSTANCE, stage: 'vote', sample: 0 } as const;
    expect(store.findItem(key)).toBeNull();
    for (const attempt of [2, 10, 1]) store.openItem({ ...key, attempt }, '');
    expect(store.findItem(key)?.attempt).toBe(10);
    expect(store.findItem({ ...key, sample: 1 })).toBeNull();
  });

  it('close once, keep their error until they are reopened, and never change from one end to the other', () => {
    const { store, run } = storeWithRun();
    const { id } = openItem(store, run);
    const row = () => store.items(run.id)[0];
    store.closeItem(id, 'errored', 'Docker is gone');
    store.closeItem(id, 'errored', 'later words');
    expect(row()).toMatchObject({ status: 'errored', error: 'Docker is gone' });
    expect(() => store.closeItem(id, 'done')).toThrow(MachineryError);
    store.reopenItem(id);
    store.reopenItem(id);
    expect(row()).toMatchObject({ status: 'open', error: null });
    store.closeItem(id, 'done');
    expect(row()).toMatchObject({ status: 'done', error: null });
    expect(() => store.closeItem(id + 1, 'done')).toThrow(`no work item ${id + 1}`);
  });
});

describe('contexts', () => {
  it('are stored once per attempt; the newest is read', () => {
    const { store, run } = storeWithRun();
    const item = openItem(store, run, 'context');
    const files = [{ path: 'src/käse.py', blobId: 'b'.repeat(40), tokens: 12 }];
    const considered = [
      { path: 'a.py', tokens: 3, lexicalRank: 1, relevant: false, summary: null, rankScore: null },
    ];
    expect(store.context(run.id, INSTANCE)).toBeNull();
    store.putContext(item, 'prefilter', files, considered);
    store.putContext(item, 'given', [], []);
    expect(store.context(run.id, INSTANCE)).toEqual({ mode: 'prefilter', files, considered });
    store.putContext({ ...item, attempt: 2 }, 'given', [], []);
    expect(store.context(run.id, INSTANCE)).toEqual({ mode: 'given', files: [], considered: [] });
  });
});
