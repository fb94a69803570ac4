import { beforeEach, describe, expect, test } from 'vitest';
import { evidenceView } from '../../../db/evidence-view.ts';
import type { Store } from '../../../db/store.ts';
import { chosenOf, exportPredictions } from '../../../pipeline/export-predictions.ts';
import { finalsOf } from '../../../pipeline/finals.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { type IssueSummary, summarise } from '../../../pipeline/summary.ts';
import { holdVote } from '../../../pipeline/vote.ts';
import { type Answer, callName, scriptedModel } from '../../support/scripted-model.ts';
import {
  edits,
  INSTANCE,
  ISSUE,
  type ScriptedRun,
  STORY,
  scriptedRun,
  tests,
} from '../../support/scripted-run.ts';
import { tempStore } from '../db/temp-store.ts';

let store: Store;

beforeEach(() => {
  store = tempStore();
});

async function go(answer: Answer = STORY, over: Partial<ScriptedRun> = {}) {
  const model = scriptedModel(answer);
  const deps = await scriptedRun({ store, model, ...over });
  await runIssues([ISSUE], deps);
  return { deps, issue: only(summarise(store, deps.run)), asked: model.asked };
}

function only(issues: readonly IssueSummary[]): IssueSummary {
  const [issue] = issues;
  if (!issue) throw new Error('the run has no issue');
  return issue;
}

/** The same call would end the run: what is begun afterwards is not begun. */
function stoppingAt(call: string): Partial<ScriptedRun> & { answer: Answer } {
  const stop = new AbortController();
  const answer: Answer = (request) => {
    if (callName(request) === call) stop.abort();
    return STORY(request);
  };
  return { answer, stopping: stop.signal };
}

describe('state of an issue', () => {
  test('is unfinished before anything was begun', async () => {
    const deps = await scriptedRun({ store, model: scriptedModel(STORY) });
    expect(only(summarise(store, deps.run))).toMatchObject({ state: 'unfinished', costUsd: 0, chosen: null });
  });

  test.each(['testing/0/1', 'editing/1/1', 'selecting/0/1'])(
    'is unfinished when stopped at %s',
    async (call) => {
      const { answer, ...over } = stoppingAt(call);
      expect((await go(answer, over)).issue).toMatchObject({ state: 'unfinished', errors: [] });
      expect((await go()).issue.state).toBe('done');
    },
  );

  test('is unfinished again once more samples are asked for, and done when they are drawn', async () => {
    await go(STORY, { settings: { samples: 1 } });
    const stop = new AbortController();
    stop.abort();
    expect((await go(STORY, { stopping: stop.signal })).issue.state).toBe('unfinished');
    const { issue, asked } = await go();
    expect(issue).toMatchObject({ state: 'done', candidates: 2 });
    expect(asked.some((call) => call.startsWith('testing/0'))).toBe(false);
  });

  test('is unfinished while a stage stands that was done with other inputs', async () => {
    const { deps } = await go();
    const other = { ...deps.run, config: { ...deps.config, voteRule: 'codemonkeys' as const } };
    expect(only(summarise(store, deps.run)).state).toBe('done');
    expect(only(summarise(store, other)).state).toBe('unfinished');
  });

  test('is done with an honest "no patch" where no edit ever fitted', async () => {
    const { issue } = await go((request) =>
      request.key.role === 'editing' ? 'I cannot do it.' : STORY(request),
    );
    expect(issue).toMatchObject({ state: 'done', chosen: null, candidates: 0, grade: null });
    expect(issue.fallback).toBe('no patch: no sample ended with one');
  });
});

describe('the choice that counts', () => {
  /** The vote's leader is the shorter `good`; the agent picks the second. */
  const agentDissents: Answer = (request) => {
    const { role, turn } = request.key;
    if (role === 'selecting' && turn === 2) return '<choice>2</choice>';
    return STORY(request);
  };

  test("is the agent's, and falls back to the vote's when the run is told to choose by vote", async () => {
    expect((await go(agentDissents)).issue.chosen).toContain('bad1');
    const { issue, deps } = await go(agentDissents, { settings: { selectBy: 'vote' } });
    expect(issue.chosen).toContain('good');
    expect(exportPredictions(chosenOf(store, deps.run), 'troop')[0]?.model_patch).toContain('good');
  });

  test("is the agent's also where only the tests behind the vote have changed", async () => {
    await go(agentDissents, { settings: { samples: 2 } });
    // The third sample ends with no candidate and a test that nothing passes: ranking and votes stay as they were.
    const { issue } = await go(
      (request) => {
        const { role, sample, turn } = request.key;
        if (sample !== 2) return agentDissents(request);
        if (role === 'editing') return 'no';
        return turn === 1 ? tests('base 1', 'any 2') : '<done/>';
      },
      { settings: { samples: 3 } },
    );
    expect(issue).toMatchObject({ state: 'done', tests: 3 });
    expect(issue.chosen).toContain('bad1');
  });

  test('is one made by hand until the run decides anew', async () => {
    const { deps } = await go(agentDissents);
    const finals = finalsOf(store, deps.run.id, INSTANCE);
    const ballot = { rule: 'codemonkeys', runId: deps.run.id, instanceId: INSTANCE, finals } as const;
    const voted = holdVote(
      { ...ballot, timeoutMs: 100_000, regression: deps.config.regression },
      evidenceView(store),
    );
    store.putSelection(
      { runId: deps.run.id, instanceId: INSTANCE },
      { kind: 'vote', rule: 'codemonkeys', ...voted },
    );
    expect(only(summarise(store, deps.run)).chosen).toContain('good');
    const { issue } = await go(agentDissents, { settings: { shortlist: 2 } });
    expect(issue.chosen).toContain('bad1');
  });
});

test('a fallback of the selecting agent keeps what it last did and how it ended', async () => {
  const { issue } = await go(
    (request) => (request.key.role === 'selecting' ? 'I am of two minds.' : STORY(request)),
    { settings: { selecting: { turns: 2 } } },
  );
  expect(issue.chosen).toContain('good');
  expect(issue.fallback).toMatch(/could not be used.*none of <test>.*\(turn-limit\)$/s);
});

test('costs and open reservations are summed over all attempts of an issue', async () => {
  const { issue, deps } = await go((request) =>
    request.key.role === 'editing' && request.key.turn === 1 ? edits('other') : STORY(request),
  );
  const spent = store.spending(deps.run.id, 'run').get('night');
  expect(issue.costUsd).toBe(spent?.costUsd);
  // One USD per token of the scripted price.
  expect(issue.costUsd).toBeCloseTo((spent?.inputTokens ?? 0) + (spent?.outputTokens ?? 0), 6);
  expect(store.openReservations(deps.run.id)).toEqual({ calls: 0, usd: 0 });
});
