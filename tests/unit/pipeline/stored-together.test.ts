import { expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { MachineryError } from '../../../domain/errors.ts';
import type { Step } from '../../../domain/trajectory.ts';
import { runAgentCells } from '../../../pipeline/agent-cells.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { scriptedEngine } from '../../support/scripted-engine.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { FILES, INSTANCE, ISSUE, STORY, scriptedRun } from '../../support/scripted-run.ts';
import { tempFile, tempStore } from '../db/temp-store.ts';

const settings = { samples: 1 };
const full = () => {
  throw new MachineryError('the disk is full', { transient: false });
};

function stepsIn(store: Store): Step[] {
  const run = store.findRun('night');
  return store.trajectories(run?.id ?? 0, INSTANCE).flatMap(({ id }) => store.steps(id));
}

function moneyIn(store: Store) {
  const run = store.findRun('night');
  const spent = store.spending(run?.id ?? 0, 'run').get('night');
  return { open: store.openReservations(run?.id ?? 0).calls, settled: spent?.calls ?? 0 };
}

test('before anything is sent or run all before it is committed: replies with their settlements, results with their steps', async () => {
  const file = tempFile();
  const [store, viewer] = [tempStore({}, file), tempStore({}, file)];
  const seen: { asked: number; ran: number }[] = [];
  const look = (open: number) => {
    const steps = stepsIn(viewer);
    const asked = steps.filter(({ action }) => action.kind === 'ask').length;
    expect(moneyIn(viewer)).toEqual({ open, settled: asked });
    seen.push({ asked, ran: steps.length - asked });
  };
  const engine = scriptedEngine(FILES, () => look(0));
  const model = scriptedModel((request) => {
    // Its own reservation.
    look(1);
    return STORY(request);
  });
  await runIssues([ISSUE], await scriptedRun({ store, model, engine, settings }));
  expect(seen.slice(0, 4)).toEqual([
    { asked: 0, ran: 0 },
    { asked: 1, ran: 0 },
    { asked: 1, ran: 1 },
    { asked: 2, ran: 1 },
  ]);
});

test('a reply that cannot be stored leaves its reservation open, which counts as spent', async () => {
  const store = tempStore();
  const model = scriptedModel(STORY);
  const deps = await scriptedRun({ store: { ...store, appendStep: full }, model, settings });
  await runIssues([ISSUE], deps);
  expect(model.asked).toEqual(['testing/0/1']);
  expect(moneyIn(store)).toEqual({ open: 1, settled: 0 });
});

test('a cell whose step cannot be stored leaves no result', async () => {
  const store = tempStore();
  const appendStep: Store['appendStep'] = (id, packed) =>
    packed.kind === 'execute' ? full() : store.appendStep(id, packed);
  const model = scriptedModel(STORY);
  const deps = await scriptedRun({ store: { ...store, appendStep }, model, settings });
  await runIssues([ISSUE], deps);
  expect(deps.engine.cells).toHaveLength(1);
  expect(store.executions(deps.run.id, INSTANCE)).toEqual([]);
});

test('an answered call is settled, also where its reply comes to nothing on the way back', async () => {
  const store = tempStore();
  const deps = await scriptedRun({ store, model: scriptedModel(STORY), settings });
  const { model, ...named } = deps.modelOf('testing', 0);
  const ask = async (...asked: Parameters<typeof model.ask>) => {
    await model.ask(...asked);
    return full();
  };
  await runIssues([ISSUE], { ...deps, modelOf: () => ({ ...named, model: { ask } }) });
  expect(stepsIn(store)).toEqual([]);
  expect(moneyIn(store)).toEqual({ open: 0, settled: 1 });
});

test('of several cells only the last waits for its step', async () => {
  const store = tempStore();
  const deps = await scriptedRun({ store, model: scriptedModel(() => 'never asked') });
  const stored = () => store.executions(deps.run.id, INSTANCE).length;
  const waiting: (() => void)[] = [];
  const asked = { issue: ISSUE, item: { id: 1 }, storeWith: (write: () => void) => waiting.push(write) };
  const cells = ['base 2', 'base 0', 'base 1'].map((testScript) => ({ patch: null, testScript }));
  const results = await runAgentCells(asked, cells, deps);
  expect(results.map(({ exitCode }) => exitCode)).toEqual([2, 0, 1]);
  expect([stored(), waiting.length]).toEqual([2, 1]);
  waiting[0]?.();
  expect(stored()).toBe(3);
  // All are known now: nothing to run, nothing to store.
  expect(await runAgentCells(asked, cells, deps)).toEqual(results);
  expect([deps.engine.cells.length, waiting.length]).toEqual([3, 1]);
});
