import { setImmediate as rest } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../db/store.ts';
import { MachineryError } from '../../domain/errors.ts';
import { runIssues } from '../../pipeline/run-issues.ts';
import { summarise } from '../../pipeline/summary.ts';
import { type Answer, scriptedModel } from '../support/scripted-model.ts';
import { DONE, edits, INSTANCE, ISSUE, scriptedRun, tests } from '../support/scripted-run.ts';
import { tempStore } from '../unit/db/temp-store.ts';

type Turn = 'edit' | 'test' | 'done' | 'slip';

/** What the model does in each turn of each role and sample; the last goes on for ever. */
interface Character {
  readonly samples: readonly { readonly testing: readonly Turn[]; readonly editing: readonly Turn[] }[];
  readonly selecting: readonly Turn[];
}

const turns = fc.array(fc.constantFrom<Turn>('edit', 'test', 'done', 'slip'), { minLength: 1, maxLength: 4 });
const character: fc.Arbitrary<Character> = fc.record({
  samples: fc.array(fc.record({ testing: turns, editing: turns }), { minLength: 1, maxLength: 3 }),
  selecting: turns,
});

/** A function of the call's name alone, as a model at temperature 0. Words and scripts repeat, so that rows are shared. */
function modelOf({ samples, selecting }: Character): Answer {
  return ({ key: { role, sample, turn } }) => {
    const own = samples[sample];
    const plan = role === 'selecting' ? selecting : role === 'testing' ? own?.testing : own?.editing;
    const word = `word${(sample + turn) % 3}`;
    switch (plan?.[turn - 1] ?? plan?.at(-1)) {
      case 'edit':
        return role === 'selecting' ? `<choice>${(turn % 2) + 1}</choice>` : edits(word);
      case 'test':
        return tests(`base ${turn === 1 ? 1 : 2}`, `${word} 0`, 'any 2');
      case 'done':
        return DONE;
      default:
        return 'Let me think.';
    }
  };
}

/** Answers late now and then, so that samples overtake one another, in each process in another way. */
function paced(answer: Answer, pace: readonly number[]): Answer {
  let calls = 0;
  return async (request) => {
    calls += 1;
    for (let rests = pace[calls % pace.length] ?? 0; rests > 0; rests--) await rest();
    return answer(request);
  };
}

const paces = fc.array(fc.nat(12), { minLength: 1, maxLength: 7 });

class Death extends Error {}

/** A store whose process is dead from its nth call on: whatever was under way then reaches it no more. */
function dyingAt(call: number, store: Store): Store {
  let calls = 0;
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        calls += 1;
        if (calls > call) throw new Death();
        return Reflect.apply(method, target, args);
      };
    },
  });
}

const unweakened = (store: Store): Store => store;

interface Process {
  readonly answer: Answer;
  readonly weaken?: (store: Store) => Store;
}

/** Runs the same issue in one process after the other; what each asked for, and what stands in the store at last. */
async function lived(processes: readonly Process[], samples: number, store = tempStore()) {
  const asked: string[][] = [];
  for (const { answer, weaken = unweakened } of processes) {
    const model = scriptedModel(answer);
    try {
      const settings = { samples, testing: { turns: 3 }, editing: { turns: 4 }, selecting: { turns: 3 } };
      await runIssues([ISSUE], await scriptedRun({ store: weaken(store), model, settings }));
    } catch (error) {
      if (!(error instanceof Death)) throw error;
    }
    asked.push(model.requests.map(({ callId }) => callId));
  }
  return { asked, ...outcomeOf(store) };
}

/** All that a run has come to, without the numbers of rows, which depend on who came first. */
function outcomeOf(store: Store) {
  const run = store.findRun('night');
  if (!run) return { finished: null, committed: new Set<string>() };
  const trajectories = store.trajectories(run.id, INSTANCE);
  const patches = new Map(store.candidates(run.id, INSTANCE).map(({ id, identity }) => [id, identity]));
  const [issue] = summarise(store, run);
  const selection = store.selections(run.id, INSTANCE).at(-1);
  return {
    committed: new Set(
      trajectories.flatMap(({ id, role, sample, attempt }) =>
        store
          .steps(id)
          .filter(({ action }) => action.kind === 'ask')
          .map(({ turn }) => ['night', INSTANCE, role, sample, attempt, turn].join('/')),
      ),
    ),
    finished: {
      trajectories: trajectories.map(({ id, role, sample, attempt, ending, slips }) => {
        const hashes = store.steps(id).map(({ hash }) => hash);
        return { role, sample, attempt, ending, slips, hashes };
      }),
      candidates: [...patches.values()].sort(),
      executions: store.executions(run.id, INSTANCE).length,
      ranking: selection?.details.ranking.map(({ candidateId, votes }) => [patches.get(candidateId), votes]),
      fallback: selection?.details.fallback,
      issue: issue && { state: issue.state, chosen: issue.chosen, votes: issue.votes, voters: issue.voters },
    },
  };
}

/**
 * What counts in the end. An issue goes on with the samples that an outage leaves: when the others are there it chooses
 * anew, so that the choice's last attempt counts, whatever its number, and cells of the first grid are left over.
 */
function standing({ finished }: ReturnType<typeof outcomeOf>) {
  const last = new Map<string, object>();
  for (const { attempt, ...trajectory } of finished?.trajectories ?? [])
    last.set(`${trajectory.role} ${trajectory.sample}`, trajectory);
  return { ...finished, executions: null, trajectories: [...last.values()] };
}

/** Whether a run that dies at some call of its store, and is resumed, comes to what it comes to undisturbed. */
function deathChangesNothing(resumedStore: (store: Store) => Store) {
  return fc.asyncProperty(
    character,
    fc.array(fc.tuple(fc.nat(90), paces), { minLength: 1, maxLength: 3 }),
    async (one, deaths) => {
      const answer = modelOf(one);
      const samples = one.samples.length;
      const whole = await lived([{ answer }], samples);
      const store = tempStore();
      for (const [death, pace] of deaths) {
        const weaken = (same: Store) => dyingAt(death, resumedStore(same));
        await lived([{ answer: paced(answer, pace), weaken }], samples, store);
      }
      const { committed } = outcomeOf(store);
      const resumed = await lived([{ answer, weaken: resumedStore }], samples, store);
      expect(resumed.finished).toEqual(whole.finished);
      const again = resumed.asked.flat().filter((callId) => committed.has(callId));
      expect(again, 'bought twice').toEqual([]);
    },
  );
}

describe('a run that dies anywhere and is resumed', () => {
  test('comes to what an undisturbed run comes to, and buys no committed step twice', async () => {
    await fc.assert(deathChangesNothing(unweakened), { numRuns: 25 });
  });

  test('would be caught if it forgot its steps', async () => {
    const forgetful = (store: Store): Store => ({ ...store, steps: () => [] });
    const weak = await fc.check(deathChangesNothing(forgetful), {
      numRuns: 25,
      seed: 11,
      endOnFailure: true,
    });
    expect(weak.failed).toBe(true);
  });

  test('would be caught if it began every attempt under a new number', async () => {
    let attempt = 1;
    const keyless = (store: Store): Store => ({
      ...store,
      openTrajectory: (item, ...rest) => {
        attempt += 1;
        return store.openTrajectory({ ...item, attempt }, ...rest);
      },
    });
    const weak = await fc.check(deathChangesNothing(keyless), { numRuns: 25, seed: 11, endOnFailure: true });
    expect(weak.failed).toBe(true);
  });
});

test('providers that fail anywhere change nothing in the end', async () => {
  const flaky = fc.asyncProperty(character, fc.nat(12), async (one, down) => {
    const answer = modelOf(one);
    const samples = one.samples.length;
    let calls = 0;
    const failing: Answer = (request) => {
      calls += 1;
      if (calls > down) throw new MachineryError('the provider is down', { transient: false });
      return answer(request);
    };
    const whole = await lived([{ answer }], samples);
    const mended = await lived([{ answer: failing }, { answer }], samples);
    expect(standing(mended)).toEqual(standing(whole));
  });
  const atAnEndWithOneCandidate: [Character, number] = [
    {
      samples: [
        { testing: ['test'], editing: ['edit'] },
        { testing: ['edit'], editing: ['edit'] },
      ],
      selecting: ['edit'],
    },
    10,
  ];
  await fc.assert(flaky, { numRuns: 15, examples: [atAnEndWithOneCandidate] });
});
