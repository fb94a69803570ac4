import { describe, expect, it } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { CONFIG, INSTANCE, openEditing, packedPatch, play } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

function storeWithRun() {
  const store = tempStore();
  return { store, run: store.createRun('night', CONFIG, null) };
}

describe('candidates', () => {
  it('are one for each identity within an instance of a run', async () => {
    const { store, run } = storeWithRun();
    const id = store.ensureCandidate(run.id, INSTANCE, await packedPatch('+ a'));
    expect(store.ensureCandidate(run.id, INSTANCE, await packedPatch('+  a'))).toBe(id);
    expect(store.ensureCandidate(run.id, INSTANCE, await packedPatch('+ b'))).not.toBe(id);
    expect(store.ensureCandidate(run.id, 'octo__calc-2', await packedPatch('+ a'))).not.toBe(id);
    const day = store.createRun('day', CONFIG, null);
    expect(store.ensureCandidate(day.id, INSTANCE, await packedPatch('+ a'))).not.toBe(id);
  });

  it('come in the order of samples and turns, with the text of the first source, whoever was faster', async () => {
    const { store, run } = storeWithRun();
    store.importCandidate(run.id, INSTANCE, 'predictions.jsonl', await packedPatch('+ c'));
    store.importCandidate(run.id, INSTANCE, 'predictions.jsonl', await packedPatch('+   a'));
    const late = openEditing(store, run, 1);
    await play(store, late.id, [{ patch: '+ b', testScript: 't1' }, { patch: '+  a' }]);
    const early = openEditing(store, run, 0);
    await play(store, early.id, [{ patch: '+ a', testScript: 't2' }]);

    const candidates = store.candidates(run.id, INSTANCE);
    expect(candidates.map(({ patch }) => patch)).toEqual(['+ a', '+ b', '+ c']);
    expect(candidates[0]?.sources).toEqual([
      { trajectoryId: early.id, sample: 0, turn: 1, final: false, origin: `trajectory:${early.id}` },
      { trajectoryId: late.id, sample: 1, turn: 2, final: false, origin: `trajectory:${late.id}` },
      { trajectoryId: null, sample: null, turn: 0, final: true, origin: 'predictions.jsonl' },
    ]);
    expect(store.testScripts(run.id, INSTANCE).map(({ text }) => text)).toEqual(['t2', 't1']);
  });

  it('imported twice from one file have one source, from two files two', async () => {
    const { store, run } = storeWithRun();
    const added: boolean[] = [];
    for (const origin of ['a.jsonl', 'a.jsonl', 'b.jsonl'])
      added.push(store.importCandidate(run.id, INSTANCE, origin, await packedPatch('+ a')));
    expect(added).toEqual([true, false, true]);
    const [candidate] = store.candidates(run.id, INSTANCE);
    expect(candidate?.sources.map(({ origin, final }) => [origin, final])).toEqual([
      ['a.jsonl', true],
      ['b.jsonl', true],
    ]);
  });
});

describe('test scripts', () => {
  it('are one for each exact text', async () => {
    const { store, run } = storeWithRun();
    const id = store.ensureTestScript(run.id, INSTANCE, await packText('exit 0'));
    expect(store.ensureTestScript(run.id, INSTANCE, await packText('exit 0'))).toBe(id);
    expect(store.ensureTestScript(run.id, INSTANCE, await packText('exit  0'))).not.toBe(id);
    expect(store.testScripts(run.id, INSTANCE)).toEqual([]);
  });
});
