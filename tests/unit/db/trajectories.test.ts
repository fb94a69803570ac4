import { describe, expect, it } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { MachineryError } from '../../../domain/errors.ts';
import type { Source } from '../../../domain/records.ts';
import {
  askStep,
  CONFIG,
  executeStep,
  INSTANCE,
  openEditing,
  openItem,
  packed,
  play,
} from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

function storeWithTrajectory() {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  const trajectory = openEditing(store, run);
  const finals = (): { patches: string[]; tests: string[] } => ({
    patches: store.candidates(run.id, INSTANCE).flatMap(({ patch, sources }) => finalTurns(patch, sources)),
    tests: store.testScripts(run.id, INSTANCE).flatMap(({ text, sources }) => finalTurns(text, sources)),
  });
  return { store, run, trajectory, finals };
}

function finalTurns(text: string, sources: readonly Source[]): string[] {
  return sources.filter(({ final }) => final).map(({ turn }) => `${text} @${turn}`);
}

const NONE = { patches: [], tests: [] };

describe('trajectories', () => {
  it('are one for each run, instance, role, sample and attempt', () => {
    const { store, run, trajectory } = storeWithTrajectory();
    const item = openItem(store, run);
    expect(store.openTrajectory(item, 'editing', 0, 'other:model', 'other seed')).toEqual({
      ...trajectory,
      model: 'fake:model',
      seed: 'seed',
    });
    const testing = store.openTrajectory(item, 'testing', 0, 'fake:model', 'seed');
    expect(testing.id).not.toBe(trajectory.id);
    expect(store.trajectories(run.id, INSTANCE).map(({ role }) => role)).toEqual(['editing', 'testing']);
  });

  it('hold each step once, and refuse another step in its place', async () => {
    const { store, trajectory } = storeWithTrajectory();
    const step = await packed(askStep(0, 1));
    store.appendStep(trajectory.id, step);
    store.appendStep(trajectory.id, step);
    expect(store.steps(trajectory.id)).toEqual([askStep(0, 1)]);
    const other = await packed(askStep(0, 1, 'something else'));
    expect(() => store.appendStep(trajectory.id, other)).toThrow(MachineryError);
    expect(store.steps(trajectory.id)).toEqual([askStep(0, 1)]);
  });

  it('refuse a step whose predecessor is missing, and leave nothing of it', async () => {
    const { store, run, trajectory } = storeWithTrajectory();
    const step = await packed(executeStep(1, 1, { patch: '+ a' }));
    expect(() => store.appendStep(trajectory.id, step)).toThrow('no step before step 1');
    expect(store.candidates(run.id, INSTANCE)).toEqual([]);
    expect(() => store.text(step.body.sha256)).toThrow(MachineryError);
  });

  it('have no final source until they end; then the last patch and the last test, each of its own turn', async () => {
    const { store, trajectory, finals } = storeWithTrajectory();
    await play(store, trajectory.id, [
      { patch: '+ a', testScript: 't1' },
      { patch: '+ b', testScript: 't2' },
      { patch: '+ a' },
      { testScript: 't1' },
      {},
    ]);
    expect(finals()).toEqual(NONE);
    store.endTrajectory(trajectory.id, 'turn-limit', 2);
    store.endTrajectory(trajectory.id, 'turn-limit', 2);
    expect(finals()).toEqual({ patches: ['+ a @3'], tests: ['t1 @4'] });
  });

  it('lose their final sources when they are reopened, and find them again', async () => {
    const { store, run, trajectory, finals } = storeWithTrajectory();
    await play(store, trajectory.id, [{ patch: '+ a', testScript: 't1' }]);
    store.endTrajectory(trajectory.id, 'turn-limit', 1);
    const next = await packed(executeStep(1, 2, { patch: '+ b' }));
    expect(() => store.appendStep(trajectory.id, next)).toThrow(/reopen/);
    store.reopenTrajectory(trajectory.id);
    store.reopenTrajectory(trajectory.id);
    expect(finals()).toEqual(NONE);
    expect(store.trajectories(run.id, INSTANCE)[0]).toMatchObject({ ending: null, slips: 0 });
    store.appendStep(trajectory.id, next);
    store.endTrajectory(trajectory.id, 'done', 3);
    expect(finals()).toEqual({ patches: ['+ b @2'], tests: ['t1 @1'] });
    expect(store.trajectories(run.id, INSTANCE)[0]).toMatchObject({ ending: 'done', slips: 3 });
  });

  it('that are not resumable have no final source, even where they had ended before', async () => {
    const { store, trajectory, finals } = storeWithTrajectory();
    await play(store, trajectory.id, [{ patch: '+ a', testScript: 't1' }]);
    store.endTrajectory(trajectory.id, 'done', 0);
    store.endTrajectory(trajectory.id, 'not-resumable', 0);
    expect(finals()).toEqual(NONE);
  });

  it("mark nothing of another trajectory's, though both made the same patch", async () => {
    const { store, run, trajectory } = storeWithTrajectory();
    const other = openEditing(store, run, 1);
    await play(store, trajectory.id, [{ patch: '+ a' }]);
    await play(store, other.id, [{ patch: '+ a' }]);
    store.endTrajectory(other.id, 'done', 0);
    const [candidate] = store.candidates(run.id, INSTANCE);
    expect(candidate?.sources.map(({ sample, final }) => [sample, final])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  it('lose nothing to a crash between the candidate and its step', async () => {
    const { store, run, trajectory } = storeWithTrajectory();
    const step = await packed(executeStep(0, 1, { patch: '+ a', testScript: 't1' }));
    if (!step.patch) throw new Error('the step produced a patch');
    const candidateId = store.ensureCandidate(run.id, INSTANCE, step.patch);
    const testScriptId = store.ensureTestScript(run.id, INSTANCE, await packText('t1'));
    const cell = { testScriptId, candidateId, timeoutMs: 100 };
    const result = { outcome: 'pass', exitCode: 0, seconds: 1, reason: null } as const;
    store.putExecution(run.id, INSTANCE, { ...cell, ...result }, await packText('fine'));
    expect(store.candidates(run.id, INSTANCE)).toEqual([]);
    expect(store.testScripts(run.id, INSTANCE)).toEqual([]);

    store.appendStep(trajectory.id, step);
    expect(store.candidates(run.id, INSTANCE)).toMatchObject([{ id: candidateId, patch: '+ a' }]);
    expect(store.testScripts(run.id, INSTANCE)).toMatchObject([{ id: testScriptId, text: 't1' }]);
    expect(store.findExecution(run.id, INSTANCE, cell)).toEqual({ ...cell, ...result, output: 'fine' });
  });
});
