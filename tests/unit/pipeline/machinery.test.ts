import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { BudgetError, MachineryError } from '../../../domain/errors.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { summarise } from '../../../pipeline/summary.ts';
import { scriptedEngine } from '../../support/scripted-engine.ts';
import { type Answer, callName, scriptedModel } from '../../support/scripted-model.ts';
import { FILES, INSTANCE, ISSUE, type ScriptedRun, STORY, scriptedRun } from '../../support/scripted-run.ts';
import { tempStore } from '../db/temp-store.ts';

async function go(store: Store, answer: Answer, over: Partial<ScriptedRun> = {}) {
  const model = scriptedModel(answer);
  const deps = await scriptedRun({ store, model, ...over });
  await runIssues(over.issues ?? [ISSUE], deps);
  const [issue] = summarise(store, deps.run);
  if (!issue) throw new Error('the run has no issue');
  return { deps, issue, asked: model.asked, selections: store.selections(deps.run.id, INSTANCE) };
}

/** The story, but the provider is down for the calls named. */
function downFor(...calls: string[]): Answer {
  return (request) => {
    if (calls.some((call) => callName(request).startsWith(call)))
      throw new MachineryError('the provider is down', { transient: false });
    return STORY(request);
  };
}

describe('machinery that fails one sample', () => {
  test('makes that sample errored, and the others go on to a vote', async () => {
    const { issue, deps } = await go(tempStore(), downFor('editing/1'));
    expect(issue).toMatchObject({
      state: 'errored',
      candidates: 1,
      errors: ['sample 1: the provider is down'],
    });
    expect(issue.chosen).toContain('good');
    expect(deps.events).toContainEqual(expect.objectContaining({ kind: 'errored', stage: 'sample' }));
  });

  test('is retried on resume from where it failed, and the vote is held again', async () => {
    const store = tempStore();
    await go(store, downFor('editing/1'));
    const { issue, asked, selections } = await go(store, STORY);
    expect(asked.filter((call) => !call.startsWith('selecting'))).toEqual(['editing/1/1', 'editing/1/2']);
    expect(issue).toMatchObject({ state: 'done', candidates: 2, tests: 2, errors: [] });
    expect(selections.filter(({ kind }) => kind === 'vote')).toHaveLength(2);
  });

  test('an errored sample is no candidate and no failing test', async () => {
    const { selections } = await go(tempStore(), downFor('testing/1'));
    expect(selections[0]?.details).toMatchObject({
      ranking: [{ votes: 1 }],
      votingTests: [expect.any(Number)],
    });
  });
});

describe('machinery that fails all samples', () => {
  test('leaves nothing voted on', async () => {
    const { issue, selections, deps } = await go(tempStore(), downFor('testing'));
    expect(selections).toEqual([]);
    expect(issue).toMatchObject({ state: 'errored', chosenId: null, fallback: null });
    expect(deps.store.items(deps.run.id).map(({ stage }) => stage)).toEqual(['context', 'sample', 'sample']);
  });

  test('of one issue leaves the next issue to be solved', async () => {
    const other = { ...ISSUE, instanceId: 'octo__calc-2' };
    const store = tempStore();
    const { deps } = await go(
      store,
      (request) => {
        if (request.key.instanceId === INSTANCE) throw new MachineryError('down', { transient: false });
        return STORY(request);
      },
      { issues: [ISSUE, other] },
    );
    expect(summarise(store, deps.run).map(({ state }) => state)).toEqual(['errored', 'done']);
  });
});

describe('machinery that fails later stages', () => {
  test('in the grid keeps the cells that had ended, and resumes with the others only', async () => {
    const store = tempStore();
    const down = scriptedEngine(FILES, ({ patch, limits }) => {
      if (limits.timeoutMs === GRID_MS && patch?.includes('bad1'))
        throw new MachineryError('the engine is gone', { transient: false });
    });
    const settings = { execution: { gridTimeoutMs: GRID_MS } };
    const { issue } = await go(store, STORY, { engine: down, settings });
    expect(issue.errors).toEqual(['execute 0: the engine is gone']);
    const engine = scriptedEngine(FILES);
    expect((await go(store, STORY, { engine, settings })).issue.state).toBe('done');
    const inGrid = engine.cells.filter(({ limits }) => limits.timeoutMs === GRID_MS);
    expect(inGrid.every(({ patch }) => patch?.includes('bad1'))).toBe(true);
    expect(inGrid).toHaveLength(2);
  });

  test('a fault that nobody foresaw ends the run with that fault', async () => {
    const failing = go(tempStore(), () => {
      throw new TypeError('a bug of ours');
    });
    await expect(failing).rejects.toThrow('a bug of ours');
  });

  test('a failure in the context waits for the calls that are still under way', async () => {
    const store = tempStore();
    const answer: Answer = async ({ key: { sample } }) => {
      if (sample === 0) throw new MachineryError('down', { transient: false });
      await wait(50);
      return '<verdict>relevant</verdict><summary>it matters</summary>';
    };
    const { deps, issue } = await go(store, answer, { settings: { context: { mode: 'all-files' } } });
    expect(issue.errors).toEqual(['context 0: down']);
    expect(store.openReservations(deps.run.id).calls).toBe(0);
    expect(store.trajectories(deps.run.id, INSTANCE).map(({ ending }) => ending)).toEqual([null, 'done']);
  });
});

/** Far below what a scripted cell lasts (0.5 s), so that executions of agents do not answer for the grid. */
const GRID_MS = 400;

test('a refusal of the budget is no failure of machinery', async () => {
  const { issue } = await go(tempStore(), (request) => {
    if (request.key.sample === 1) throw new BudgetError('too dear');
    return STORY(request);
  });
  expect(issue.errors).toEqual([]);
  expect(issue.state).toBe('unfinished');
});
