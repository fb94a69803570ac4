import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { messageText, textMessage } from '../../../domain/message.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { summarise } from '../../../pipeline/summary.ts';
import { type Answer, scriptedModel } from '../../support/scripted-model.ts';
import {
  DONE,
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

type Settings = NonNullable<ScriptedRun['settings']>;

async function go(answer: Answer, settings: Settings, over: Partial<ScriptedRun> = {}) {
  const model = scriptedModel(answer);
  const deps = await scriptedRun({ store, model, settings: { samples: 1, ...settings }, ...over });
  await runIssues([ISSUE], deps);
  const [issue] = summarise(store, deps.run);
  return { deps, issue, model, asked: model.asked };
}

function endings(): string[] {
  const run = store.findRun('night');
  return store
    .trajectories(run?.id ?? 0, INSTANCE)
    .map(({ role, attempt, ending }) => `${role} ${attempt} ${ending}`);
}

/** A new edit in every turn. */
const RESTLESS: Answer = (request) =>
  request.key.role === 'editing' ? edits(`word${request.key.turn}`) : STORY(request);

describe('raised turns', () => {
  const turns = (count: number): Settings => ({ testing: { turns: count }, editing: { turns: count } });

  test('let a sample that ended at its turn limit go on without buying its steps again', async () => {
    const first = await go(RESTLESS, turns(2));
    expect(first.issue?.chosen).toContain('word2');
    expect(endings()).toEqual(['testing 1 done', 'editing 1 turn-limit']);
    const { asked, issue } = await go(RESTLESS, turns(4));
    expect(asked).toEqual(['editing/0/3', 'editing/0/4']);
    expect(issue).toMatchObject({ state: 'done', candidates: 1 });
    // Only the last patch of a trajectory is a candidate of the vote.
    expect(issue?.chosen).toContain('word4');
  });

  test('leave a sample that ended by itself alone', async () => {
    await go(STORY, turns(2));
    expect((await go(STORY, turns(4))).asked).toEqual([]);
  });

  test('do not change the test that an edit was seeded with', async () => {
    const undecided: Answer = (request) =>
      request.key.role === 'testing' ? tests('base 2', `seen ${request.key.turn}`) : RESTLESS(request);
    await go(undecided, turns(2));
    expect(endings()).toEqual(['testing 1 turn-limit', 'editing 1 turn-limit']);
    expect((await go(undecided, turns(3))).asked).toEqual(['editing/0/3']);
  });

  test('lowered again they undo nothing', async () => {
    await go(RESTLESS, turns(4));
    const { asked, issue } = await go(RESTLESS, turns(2));
    expect(asked).toEqual([]);
    expect(issue?.chosen).toContain('word4');
  });
});

describe('a budget', () => {
  const budget = (budgetUsd: number | null): Settings => ({ running: { budgetUsd } });

  test('that cannot hold the next call ends its trajectory with cost-limit, and no call is made', async () => {
    const { asked, issue, deps } = await go(STORY, budget(1));
    expect(asked).toEqual([]);
    expect(endings()).toEqual(['testing 1 cost-limit', 'editing 1 cost-limit']);
    expect(issue).toMatchObject({ candidates: 0, chosen: null, errors: [] });
    expect(store.committedUsd(deps.run.id)).toBe(0);
  });

  test('that is raised lets the sample go on where it was', async () => {
    // A long reply: what the first call did not use is too little for the second.
    const wordy: Answer = async (request) => `${'I think. '.repeat(500)}${await STORY(request)}`;
    const ceiling = await costOfFirstCall();
    await go(wordy, budget(ceiling));
    expect(endings()[0]).toBe('testing 1 cost-limit');
    const { asked } = await go(wordy, budget(null));
    expect(asked).toEqual(['testing/0/2', 'editing/0/1', 'editing/0/2']);
    expect(endings()).toEqual(['testing 1 done', 'editing 1 done']);
  });

  test('is kept by the sum of all processes', async () => {
    const ceiling = await costOfFirstCall();
    const { deps } = await go(STORY, budget(ceiling));
    const spent = store.committedUsd(deps.run.id);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(ceiling);
    expect((await go(STORY, budget(ceiling))).asked).toEqual([]);
    expect(store.committedUsd(deps.run.id)).toBe(spent);
  });

  test('that runs out in the context leaves the issue open and unspoilt, and says so', async () => {
    const relevant: Answer = (request) =>
      request.key.role === 'relevance' ? '<verdict>relevant</verdict>' : STORY(request);
    const context = { mode: 'all-files', rankings: 1 } as const;
    const poor = await go(relevant, { ...budget(1), context });
    expect(poor.issue).toMatchObject({ state: 'unfinished', errors: [], chosen: null });
    expect(poor.deps.events).toContainEqual(
      expect.objectContaining({ kind: 'stopped', message: expect.stringContaining('the money ran out') }),
    );
    expect(store.context(poor.deps.run.id, INSTANCE)).toBeNull();
    const ranked: Answer = (request) =>
      request.key.role === 'ranking' ? '["lib/a.js", "lib/b.js"]' : relevant(request);
    expect((await go(ranked, { ...budget(null), context })).issue?.state).toBe('done');
  });

  test('that runs out before the choice leaves the vote standing, and raised it lets the agent choose', async () => {
    const twoWays: Answer = (request) =>
      request.key.role === 'editing' && request.key.turn === 1
        ? edits(`way${request.key.sample}`)
        : request.key.role === 'selecting'
          ? request.key.turn === 1
            ? tests('base 2', 'tells apart')
            : '<choice>2</choice>'
          : STORY(request);
    const pair = { samples: 2 };
    const { deps } = await go(twoWays, { ...pair, selectBy: 'vote' });
    const spent = store.committedUsd(deps.run.id);
    const poor = await go(twoWays, { ...pair, ...budget(spent) });
    expect(poor.asked).toEqual([]);
    expect(poor.issue).toMatchObject({ state: 'unfinished', chosen: expect.stringContaining('way0') });
    const rich = await go(twoWays, { ...pair, ...budget(null) });
    expect(rich.asked).toEqual(['selecting/0/1', 'selecting/0/2']);
    expect(rich.issue).toMatchObject({ state: 'done', chosen: expect.stringContaining('way1') });
  });

  /** The most that the first call may cost, which lets it through and not the second beside what it then cost. */
  async function costOfFirstCall(): Promise<number> {
    const reserved: number[] = [];
    const watched = tempStore();
    const deps = await scriptedRun({
      store: {
        ...watched,
        reserve: (entry) => {
          reserved.push(entry.reservedUsd ?? 0);
          return watched.reserve(entry);
        },
      },
      model: scriptedModel(STORY),
      settings: { samples: 1 },
    });
    await runIssues([ISSUE], deps);
    return reserved[0] ?? 0;
  }
});

describe('a trajectory’s own limit', () => {
  const own = (trajectoryUsd: number | null): Settings => ({ running: { trajectoryUsd } });

  test('ends it with cost-limit while others go on, and buys nothing on resume until it is raised', async () => {
    await go(STORY, own(1));
    expect(endings()).toEqual(['testing 1 cost-limit', 'editing 1 cost-limit']);
    expect((await go(STORY, own(1))).asked).toEqual([]);
    expect((await go(STORY, own(null))).asked.length).toBeGreaterThan(0);
    expect(endings()).toEqual(['testing 1 done', 'editing 1 done']);
  });
});

describe('calls of one issue', () => {
  test('name the prefix that they share, by which the first of them goes alone', async () => {
    const { model } = await go(RESTLESS, { samples: 3, editing: { turns: 2 } });
    const edits = model.requests.filter(({ key }) => key.role === 'editing');
    const [first] = edits;
    const length = messageText(first?.messages[0] ?? textMessage('system', '')).length;
    expect(edits).toHaveLength(6);
    for (const { prefix } of edits) expect(prefix).toEqual({ hash: first?.prefix?.hash, characters: length });
    const tests = model.requests.filter(({ key }) => key.role === 'testing');
    for (const { prefix } of tests) expect(prefix?.hash).not.toBe(first?.prefix?.hash);
  });

  test('mark nothing for the cache and share nothing where caching is off', async () => {
    const { model } = await go(RESTLESS, { cacheTtl: 'off', editing: { turns: 2 } });
    expect(model.requests.length).toBeGreaterThan(2);
    for (const { cacheAfter, prefix } of model.requests) {
      expect(cacheAfter).toEqual([]);
      expect(prefix).toBeUndefined();
    }
  });

  test('mark the shared system prompt and the two newest questions for the cache, but not the last of all', async () => {
    const { model } = await go(RESTLESS, { editing: { turns: 3 } });
    const marks = model.requests
      .filter(({ key }) => key.role === 'editing')
      .map(({ cacheAfter, messages }) => cacheAfter.map((index) => `${index} ${messages[index]?.role}`));
    expect(marks).toEqual([
      ['0 system', '1 user'],
      ['0 system', '1 user', '3 user'],
      ['0 system', '1 user', '3 user'],
    ]);
  });

  test('of all samples share their first message byte for byte', async () => {
    const { model } = await go(STORY, { samples: 3 });
    const first = model.requests
      .filter(({ key }) => key.role === 'editing')
      .map(({ messages }) => JSON.stringify(messages[0]));
    expect(first).toHaveLength(6);
    expect(new Set(first).size).toBe(1);
  });
});

test('a conversation that has grown too long ends with context-limit', async () => {
  await go(RESTLESS, { contextLimitTokens: 10 });
  expect(endings()).toEqual(['testing 1 context-limit', 'editing 1 context-limit']);
});

test('a trajectory past its wall time ends with time-limit', async () => {
  let clock = 0;
  const ticking: Answer = (request) => {
    clock += 600;
    return request.key.turn > 6 ? DONE : RESTLESS(request);
  };
  await go(ticking, { running: { trajectoryMs: 1_000 } }, { now: () => clock });
  expect(endings()).toEqual(['testing 1 done', 'editing 1 time-limit']);
});
