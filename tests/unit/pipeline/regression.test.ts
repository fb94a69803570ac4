import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../db/store.ts';
import type { RegressionFinding } from '../../../domain/records.ts';
import { finalsOf } from '../../../pipeline/finals.ts';
import { behindTheSound } from '../../../pipeline/regression.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { type IssueSummary, summarise } from '../../../pipeline/summary.ts';
import { type ScriptedEngine, scriptedEngine } from '../../support/scripted-engine.ts';
import { type Answer, scriptedModel } from '../../support/scripted-model.ts';
import {
  edits,
  FILES,
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

/** Sample 0 ends with `good`, which wins the vote; sample 1 with `bad1`; the words are of the scripted engine. */
async function go(command: string | null, over: Partial<ScriptedRun> = {}) {
  const model = scriptedModel(votes);
  const settings = { regression: { command, timeoutMs: 5_000 }, ...over.settings };
  const deps = await scriptedRun({ store, model, ...over, settings });
  await runIssues([ISSUE], deps);
  const [issue] = summarise(store, deps.run);
  if (!issue) throw new Error('the run has no issue');
  const finals = finalsOf(store, deps.run.id, INSTANCE);
  const wordOf = (id: number) =>
    /\+const word = "(\w+)"/.exec(finals.candidates.find((row) => row.id === id)?.patch ?? '')?.[1];
  const selections = store.selections(deps.run.id, INSTANCE);
  const [vote] = selections;
  return {
    issue,
    deps,
    finals,
    finding: vote?.details.regression,
    regressed: vote?.details.regression?.regressed.map(wordOf),
    ranking: vote?.details.ranking.map(({ candidateId }) => wordOf(candidateId)),
    commandCells: deps.engine.cells.filter(({ script }) => script.fileName === 'troop_regression.sh'),
  };
}

const votes: Answer = (request) => {
  const { role, sample, turn } = request.key;
  if (role === 'editing' && turn === 1) return edits(['good', 'bad1', 'bad2'][sample] ?? 'more');
  if (role === 'selecting') return turn === 1 ? tests('base 2', 'any 0') : '<choice>2</choice>';
  return STORY(request);
};

function chosenWord({ chosen }: IssueSummary): string | undefined {
  return /\+const word = "(\w+)"/.exec(chosen ?? '')?.[1];
}

describe('a candidate that breaks the existing tests', () => {
  const BREAKS_GOOD = 'base 0\ngood 1\nany 0';

  test('is ranked behind all that do not, whatever its votes', async () => {
    expect((await go(null)).ranking).toEqual(['good', 'bad1']);
    store = tempStore();
    const { ranking, regressed, finding } = await go(BREAKS_GOOD);
    expect(ranking).toEqual(['bad1', 'good']);
    expect(regressed).toEqual(['good']);
    expect(finding?.void).toBeNull();
  });

  test('is not among those that the selecting agent may choose from, unless each has a regression', async () => {
    const one = await go(BREAKS_GOOD);
    expect(chosenWord(one.issue)).toBe('bad1');
    expect(one.issue.fallback).toMatch(/only one candidate without a regression/);
    store = tempStore();
    // Three samples: two sound candidates are told apart, and the choice "2" is the second of these.
    const two = await go(BREAKS_GOOD, { settings: { samples: 3, regression: { command: BREAKS_GOOD } } });
    expect(two.ranking?.at(-1)).toBe('good');
    expect(chosenWord(two.issue)).toBe('bad2');
    store = tempStore();
    const all = await go('base 0\nany 1');
    expect(all.regressed?.toSorted()).toEqual(['bad1', 'good']);
    expect(chosenWord(all.issue)).toBe('bad1');
  });

  test('may break them by any status, by not ending, or by not applying', async () => {
    for (const status of ['1', '2', '77', 'timeout', 'not-applied']) {
      store = tempStore();
      expect((await go(`base 0\ngood ${status}\nany 0`)).regressed).toEqual(['good']);
    }
  });
});

describe('tests that fail on base', () => {
  test.each([
    ['1', 'they fail on base already, with status 1: base: 1'],
    ['2', 'they fail on base already, with status 2: base: 2'],
    ['timeout', 'they do not end on base within 5 s'],
  ])('with %s are no evidence, and are not run on candidates', async (status, words) => {
    const { finding, ranking, commandCells } = await go(`base ${status}\nany 1`);
    expect(finding).toMatchObject({ void: words, regressed: [] });
    expect(ranking).toEqual(['good', 'bad1']);
    expect(commandCells.every(({ patch }) => patch === null)).toBe(true);
  });
});

describe('a failure that does not come again', () => {
  /** The engine whose first answer for these cells is a failure, whatever the script says. */
  function failingOnce(isFailing: (patch: string | null) => boolean): ScriptedEngine {
    const engine = scriptedEngine(FILES);
    const seen = new Set<string>();
    return {
      ...engine,
      execute: async (cells, signal, settled) => {
        const results = await engine.execute(cells, signal, settled);
        return results.map((result, place) => {
          const cell = cells[place];
          const key = String(cell?.patch);
          if (cell?.script.fileName !== 'troop_regression.sh' || !isFailing(cell.patch) || seen.has(key))
            return result;
          seen.add(key);
          return { ...result, outcome: 'broken', exitCode: 1 };
        });
      },
    };
  }

  test('on a candidate is no regression', async () => {
    const engine = failingOnce((patch) => patch?.includes('good') === true);
    const { regressed, finding, deps } = await go('base 0\nany 0', { engine });
    expect(regressed).toEqual([]);
    expect(finding?.void).toBeNull();
    const flaky = store.executions(deps.run.id, INSTANCE).filter(({ outcome }) => outcome === 'flaky');
    expect(flaky).toMatchObject([{ reason: 'did not pass once, and passed when tried again' }]);
  });

  test('on base makes the evidence void', async () => {
    const engine = failingOnce((patch) => patch === null);
    expect((await go('base 0\nany 1', { engine })).finding?.void).toBe('they pass only sometimes on base');
  });
});

describe('the command', () => {
  test('has no vote, and runs with its own limit outside of the work tree', async () => {
    const { finals, finding, commandCells, issue } = await go('base 0\nany 0');
    expect(finals.tests.map(({ test }) => test.id)).not.toContain(finding?.testScriptId);
    expect(issue.voters).toBe(2);
    expect(commandCells.map(({ patch }) => patch === null)).toEqual([true, false, false]);
    expect(commandCells[0]).toMatchObject({ limits: { timeoutMs: 5_000 }, script: { place: 'outside' } });
  });

  test('that changes makes the vote be held anew; the same one runs nothing again', async () => {
    const first = await go('base 0\ngood 1\nany 0');
    expect(chosenWord(first.issue)).toBe('bad1');
    const same = await go('base 0\ngood 1\nany 0');
    expect(same.commandCells).toEqual([]);
    const other = await go('base 0\nbad1 1\nany 0');
    expect(other.commandCells).toHaveLength(4);
    expect(chosenWord(other.issue)).toBe('good');
  });
});

test('control: a ranking without the finding puts the broken candidate first', () => {
  const ranking = [
    { candidateId: 1, votes: 3 },
    { candidateId: 2, votes: 1 },
  ];
  const finding: RegressionFinding = { testScriptId: 9, void: null, regressed: [1] };
  expect(behindTheSound(ranking, null)[0]?.candidateId).toBe(1);
  expect(behindTheSound(ranking, finding)[0]?.candidateId).toBe(2);
});
