import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { MachineryError } from '../../../domain/errors.ts';
import type { WorkItem } from '../../../domain/records.ts';
import type { Deps } from '../../../pipeline/deps.ts';
import { ChangedError } from '../../../pipeline/interpret.ts';
import { doOnce, type Work } from '../../../pipeline/work.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { INSTANCE, STORY, scriptedRun } from '../../support/scripted-run.ts';
import { tempStore } from '../db/temp-store.ts';

let store: Store;
let deps: Deps;

beforeEach(async () => {
  store = tempStore();
  deps = await scriptedRun({ store, model: scriptedModel(STORY) });
});

const WORK: Work = { instanceId: INSTANCE, stage: 'vote', sample: 0, inputs: 'a' };

/** Does the work and tells which attempts its body was called for. */
async function attempted(work: Partial<Work> = {}, body: (item: WorkItem) => void = () => {}) {
  const attempts: number[] = [];
  const item = await doOnce({ ...WORK, ...work }, deps, async (open) => {
    attempts.push(open.attempt);
    body(open);
  });
  return { attempts, item };
}

function rows(): string[] {
  return store
    .items(deps.run.id)
    .map(({ stage, sample, attempt, status }) => `${stage} ${sample}/${attempt} ${status}`);
}

const down = () => {
  throw new MachineryError('down', { transient: true });
};

describe('a work item', () => {
  test('that is done is not done again', async () => {
    expect((await attempted()).attempts).toEqual([1]);
    const again = await attempted();
    expect(again.attempts).toEqual([]);
    expect(again.item).toMatchObject({ attempt: 1, status: 'done' });
  });

  test('is another one for another stage, sample or instance', async () => {
    await attempted();
    for (const other of [{ stage: 'select' }, { sample: 1 }, { instanceId: 'octo__calc-2' }] as const)
      expect((await attempted(other)).attempts, JSON.stringify(other)).toEqual([1]);
  });

  test('is done anew as the next attempt where what it reads has changed', async () => {
    await attempted();
    expect((await attempted({ inputs: 'b' })).attempts).toEqual([2]);
    // Also back again: rows are appended, and the newest counts.
    expect((await attempted({ inputs: 'a' })).attempts).toEqual([3]);
    expect(rows()).toEqual(['vote 0/1 done', 'vote 0/2 done', 'vote 0/3 done']);
  });

  test('that machinery failed is errored, and taken up again as the same attempt', async () => {
    const failed = await attempted({}, down);
    expect(failed.item).toBeNull();
    expect(rows()).toEqual(['vote 0/1 errored']);
    expect((await attempted()).attempts).toEqual([1]);
    expect(rows()).toEqual(['vote 0/1 done']);
  });

  test('that is done is taken up again only where it may go on', async () => {
    await attempted();
    expect((await attempted({ reopen: () => false })).attempts).toEqual([]);
    expect((await attempted({ reopen: () => true })).attempts).toEqual([1]);
  });

  test('stays open where the fault is none of machinery', async () => {
    const failing = attempted({}, () => {
      throw new RangeError('ours');
    });
    await expect(failing).rejects.toThrow('ours');
    expect(rows()).toEqual(['vote 0/1 open']);
  });

  test('stays open where everything is being ended, whatever fails then', async () => {
    const end = new AbortController();
    const ending = { ...deps, signal: end.signal };
    const failing = doOnce(WORK, ending, async () => {
      end.abort();
      down();
    });
    await expect(failing).rejects.toThrow('down');
    expect(rows()).toEqual(['vote 0/1 open']);
  });

  test('whose recorded steps have changed is superseded as often as that happens', async () => {
    const { attempts } = await attempted({ stage: 'sample' }, ({ attempt }) => {
      if (attempt < 3) throw new ChangedError('step 0 differs');
    });
    expect(attempts).toEqual([1, 2, 3]);
    expect(rows()).toEqual(['sample 0/1 errored', 'sample 0/2 errored', 'sample 0/3 done']);
  });
});
