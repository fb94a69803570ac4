import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import { MachineryError } from '../../../domain/errors.ts';
import { packPatch } from '../../../pipeline/agent-cells.ts';
import { type Finals, finalsOf } from '../../../pipeline/finals.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { type Answer, callName, scriptedModel } from '../../support/scripted-model.ts';
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

async function finals(answer: Answer, over: Partial<ScriptedRun> = {}): Promise<Finals> {
  const deps = await scriptedRun({ store, model: scriptedModel(answer), settings: { samples: 1 }, ...over });
  await runIssues([ISSUE], deps);
  return finalsOf(store, deps.run.id, INSTANCE);
}

function scripts({ tests }: Finals): string[] {
  return tests.map(({ test, samples }) => `${test.text.trim().split('\n').join(', ')} x${samples}`);
}

function words({ candidates }: Finals): string[] {
  return candidates.map(({ patch }) => /\+const word = "(\w+)"/.exec(patch)?.[1] ?? patch);
}

/** The story, save for the calls named. */
function but(changes: Readonly<Record<string, string>>): Answer {
  return (request) => changes[callName(request)] ?? STORY(request);
}

describe('the test of a sample', () => {
  test("is its testing agent's last where the editing agent wrote none", async () => {
    const rewritten = but({ 'testing/0/2': tests('base 2', 'any 0'), 'testing/0/3': DONE });
    expect(scripts(await finals(rewritten))).toEqual(['base 2, any 0 x1']);
  });

  test("is its editing agent's last where that wrote one, and the testing agent's has no voice", async () => {
    const own = but({
      'editing/0/2': tests('base 2', 'good 2'),
      'editing/0/3': tests('base 2', 'good 0'),
      'editing/0/4': DONE,
    });
    expect(scripts(await finals(own))).toEqual(['base 2, good 0 x1']);
  });

  test('has a voice although the sample ended without a patch', async () => {
    const patchless = await finals((request) =>
      request.key.role === 'editing' ? 'I cannot.' : STORY(request),
    );
    expect(patchless.candidates).toEqual([]);
    expect(scripts(patchless)).toHaveLength(1);
  });

  test('that several samples ended with is one test with a voice for each', async () => {
    const alike: Answer = (request) =>
      callName(request).match(/^testing\/\d\/1$/) ? tests('base 2', 'good 0') : STORY(request);
    expect(scripts(await finals(alike, { settings: { samples: 3 } }))).toEqual(['base 2, good 0 x3']);
  });
});

describe('the candidates', () => {
  test('are the last patches only, equal ones merged', async () => {
    const answer: Answer = (request) => {
      const { role, sample, turn } = request.key;
      if (role !== 'editing' || turn > 2) return turn > 2 ? DONE : STORY(request);
      return edits(turn === 1 ? `first${sample}` : 'last');
    };
    const merged = await finals(answer, { settings: { samples: 2 } });
    expect(words(merged)).toEqual(['last']);
    expect(merged.candidates[0]?.sources.filter(({ final }) => final)).toHaveLength(2);
  });

  test('stand in the order of their samples, whichever was faster', async () => {
    let overtaken = () => {};
    const other = new Promise<void>((resolve) => {
      overtaken = resolve;
    });
    const slowFirst: Answer = async (request) => {
      if (callName(request) === 'testing/0/1') await other;
      // Its patch is stored by now.
      if (callName(request) === 'editing/1/2') overtaken();
      return STORY(request);
    };
    const raced = await finals(slowFirst, { settings: { samples: 2 } });
    expect(words(raced)).toEqual(['good', 'bad1']);
    const [good, bad] = raced.candidates;
    expect(bad?.id).toBeLessThan(good?.id ?? 0);
    expect(scripts(raced).map((script) => script.includes('seen 0'))).toEqual([true, false]);
  });

  test('are joined by imported ones, which need no trajectory and stand last', async () => {
    const { run } = await scriptedRun({ store, model: scriptedModel(STORY) });
    const patch = 'diff --git a/n.js b/n.js\n--- a/n.js\n+++ b/n.js\n@@ -1 +1 @@\n-a\n+b\n';
    store.importCandidate(run.id, INSTANCE, 'other-agent', await packPatch(patch));
    const { candidates } = await finals(STORY);
    expect(candidates.map(({ sources }) => sources[0]?.origin)).toEqual([
      expect.stringMatching(/^trajectory:/),
      'other-agent',
    ]);
  });
});

test('a superseded attempt has no voice, though it had ended its testing', async () => {
  const stop = new AbortController();
  const stopping: Answer = (request) => {
    if (callName(request) === 'editing/0/1') stop.abort();
    return STORY(request);
  };
  const before = await finals(stopping, { stopping: stop.signal });
  expect(scripts(before)).toEqual(['base 2, good 0, any 2, seen 0 x1']);
  // Another prompt: the sample starts anew, and now writes another test and another patch.
  const anew = await finals(but({ 'testing/0/1': tests('base 2', 'any 0'), 'editing/0/1': edits('newer') }), {
    settings: { samples: 1, execution: { timeoutMs: 5_000 } },
  });
  expect(scripts(anew)).toEqual(['base 2, any 0 x1']);
  expect(words(anew)).toEqual(['newer']);
});

test('a trajectory that machinery broke off has no final patch until it is resumed', async () => {
  const broken: Answer = (request) => {
    if (callName(request) === 'editing/0/2') throw new MachineryError('down', { transient: false });
    return STORY(request);
  };
  expect(words(await finals(broken))).toEqual([]);
  expect(words(await finals(STORY))).toEqual(['good']);
});
