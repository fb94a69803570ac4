import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { summarise } from '../../../pipeline/summary.ts';
import { type Answer, callName, scriptedModel } from '../../support/scripted-model.ts';
import { INSTANCE, ISSUE, type ScriptedRun, STORY, scriptedRun } from '../../support/scripted-run.ts';
import { tempStore } from '../db/temp-store.ts';

let store: Store;

/** A store in which sample 0 is finished, vote and selection too, and sample 1 was stopped after its first turn. */
beforeEach(async () => {
  store = tempStore();
  await go(STORY, { settings: { samples: 1 } });
  const stop = new AbortController();
  await go(
    (request) => {
      if (callName(request) === 'testing/1/1') stop.abort();
      return STORY(request);
    },
    { stopping: stop.signal },
  );
});

async function go(answer: Answer, over: Partial<ScriptedRun> = {}) {
  const model = scriptedModel(answer);
  const deps = await scriptedRun({ store, model, ...over });
  await runIssues([ISSUE], deps);
  const changes = deps.events.flatMap((event) => (event.kind === 'changed' ? [event.message] : []));
  return { deps, changes, asked: model.asked, callIds: model.requests.map(({ callId }) => callId) };
}

const CHANGED_PROMPT = { settings: { execution: { timeoutMs: 50_000 } } } as const;

function attempts(sample: number): string[] {
  const run = store.findRun('night');
  const rows = store.trajectories(run?.id ?? 0, INSTANCE).filter((row) => row.role !== 'selecting');
  return rows
    .filter((row) => row.sample === sample)
    .map(({ role, attempt, ending }) => `${role} ${attempt} ${ending}`);
}

describe('an open sample', () => {
  test('goes on where it was when nothing has changed', async () => {
    const { asked, changes } = await go(STORY);
    expect(changes).toEqual([]);
    expect(asked.filter((call) => call.includes('/1/'))).toEqual([
      'testing/1/2',
      'editing/1/1',
      'editing/1/2',
    ]);
    expect(attempts(1)).toEqual(['testing 1 done', 'editing 1 done']);
  });

  test('starts anew under the next attempt when a prompt has changed, and the event says so', async () => {
    const { asked, changes, callIds } = await go(STORY, CHANGED_PROMPT);
    expect(changes).toEqual(['sample 1, attempt 1: step 0 differs from the recorded one; it starts anew']);
    expect(asked.filter((call) => call.startsWith('testing/1/'))).toEqual(['testing/1/1', 'testing/1/2']);
    expect(callIds).toContain(`night/${INSTANCE}/testing/1/2/1`);
    expect(attempts(1)).toEqual(['testing 1 not-resumable', 'testing 2 done', 'editing 2 done']);
  });

  test.each([
    ['another temperature', { settings: { testing: { temperature: 1 } } }, 'sampling settings differ'],
    [
      'another length of replies',
      { settings: { testing: { maxOutputTokens: 99 } } },
      'sampling settings differ',
    ],
    ['another model', { modelName: 'scripted:two' }, 'model scripted:two in place of scripted:one'],
  ] as const)('starts anew under %s', async (_, over, reason) => {
    const { changes } = await go(STORY, over);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toContain(reason);
    expect(attempts(1)).toEqual(['testing 1 not-resumable', 'testing 2 done', 'editing 2 done']);
  });

  test('starts anew with nothing changed where that is the policy', async () => {
    const { changes, asked } = await go(STORY, { onChange: 'restart-open' });
    expect(changes[0]).toContain('open trajectories are to start anew');
    expect(asked.filter((call) => call.startsWith('testing/'))).toEqual(['testing/1/1', 'testing/1/2']);
  });

  test('ends the run, unharmed and with the remedy, where the policy is to stop', async () => {
    const before = attempts(1);
    const stopped = go(STORY, { ...CHANGED_PROMPT, onChange: 'stop' });
    await expect(stopped).rejects.toThrow(/sample 1.*step 0 differs.*--on-change keep-finished/s);
    await expect(stopped).rejects.toHaveProperty('name', 'UsageError');
    expect(attempts(1)).toEqual(before);
    expect(attempts(1)).toEqual(['testing 1 null']);
  });

  test('goes on under the policy to stop while nothing has changed', async () => {
    await go(STORY, { onChange: 'stop' });
    expect(attempts(1)).toEqual(['testing 1 done', 'editing 1 done']);
  });
});

describe('finished work', () => {
  test.each(['keep-finished', 'restart-open'] as const)(
    'is kept under %s, whatever has changed',
    async (onChange) => {
      const { asked } = await go(STORY, { ...CHANGED_PROMPT, onChange });
      expect(asked.filter((call) => call.startsWith('testing/0') || call.startsWith('editing/0'))).toEqual(
        [],
      );
      expect(attempts(0)).toEqual(['testing 1 done', 'editing 1 done']);
    },
  );

  test('a superseded attempt has no voice in the vote', async () => {
    await go(STORY, CHANGED_PROMPT);
    const { deps } = await go(STORY, CHANGED_PROMPT);
    const [issue] = summarise(store, deps.run);
    // One test of each sample; attempt 1 of sample 1 wrote the same script, and its voice is gone.
    expect(issue).toMatchObject({ state: 'done', tests: 2, candidates: 2, votes: 2, voters: 2 });
  });
});
