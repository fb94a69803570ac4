import { describe, expect, test } from 'vitest';
import type { CellResult } from '../../../domain/execution.ts';
import { textMessage } from '../../../domain/message.ts';
import type { Reply } from '../../../domain/model.ts';
import type { Action, Agent, AgentState, Observation, Step } from '../../../domain/trajectory.ts';
import { NO_USAGE } from '../../../domain/usage.ts';
import { ChangedError, type Interpretation, interpret, type World } from '../../../pipeline/interpret.ts';
import { contextLimit, costLimit, timeLimit, turnLimit } from '../../../pipeline/stops.ts';

interface Seen extends AgentState<readonly string[]> {
  readonly plan: readonly Planned[];
}

type Planned = 'ask' | 'execute';

/** Does what its plan says and remembers what the world answered. */
const planned: Agent<readonly Planned[], Seen> = {
  start: (plan) => ({ state: { plan, result: [], slips: 0 }, action: actionOf(plan, []) }),
  next({ plan, result }, observation) {
    const seen = [...result, wordOf(observation)];
    return { state: { plan, result: seen, slips: 0 }, action: actionOf(plan, seen) };
  },
};

function actionOf(plan: readonly Planned[], seen: readonly string[]): Action {
  const kind = plan[seen.length];
  if (kind === undefined) return { kind: 'finish' };
  // What is asked depends on everything seen, as in a real agent.
  const words = `${seen.length}: ${seen.join(' ')}`;
  if (kind === 'ask') return { kind, messages: [textMessage('user', words)] };
  return { kind, cells: [{ patch: null, testScript: words }], produced: { testScript: words } };
}

function wordOf(observation: Observation): string {
  return observation.kind === 'reply' ? observation.reply.text : (observation.results[0]?.output ?? '');
}

function replyOf(text: string, inputTokens = 10): Reply {
  return { text, usage: { ...NO_USAGE, inputTokens }, stop: 'end', model: 'm' };
}

const RAN: CellResult = { outcome: 'fail', exitCode: 2, output: 'ran', seconds: 1, reason: null };

/** A world that answers and counts how often it was touched. */
function countingWorld(): { world: World; steps: Step[]; touched: string[] } {
  const steps: Step[] = [];
  const touched: string[] = [];
  const world: World = {
    async ask({ conversation, turn }) {
      touched.push(`ask ${turn}`);
      return replyOf(`reply ${turn} to ${conversation.length} messages`);
    },
    async execute(cells) {
      touched.push(`execute ${cells.length}`);
      return cells.map(() => RAN);
    },
    async record(step) {
      touched.push(`record ${step.index}`);
      steps.push(step);
    },
    costUsd: () => 0,
  };
  return { world, steps, touched };
}

const UNTOUCHABLE: World = {
  ask: () => Promise.reject(new Error('the world was asked')),
  execute: () => Promise.reject(new Error('the world was made to execute')),
  record: () => Promise.reject(new Error('a step was recorded')),
  costUsd: () => 0,
};

const PLAN: readonly Planned[] = ['ask', 'execute', 'ask', 'execute', 'ask'];

function interpretation(
  over: Partial<Interpretation<readonly Planned[], Seen>> = {},
): Interpretation<readonly Planned[], Seen> {
  const base = { agent: planned, input: PLAN, seed: 'seed', recorded: [], stops: [], now: () => 0 };
  return { ...base, world: UNTOUCHABLE, ...over };
}

async function played(plan: readonly Planned[] = PLAN): Promise<Step[]> {
  const { world, steps } = countingWorld();
  await interpret(interpretation({ input: plan, world }));
  return steps;
}

describe('fold of recorded steps', () => {
  test('touches the world never and ends as the first process did', async () => {
    const { world, steps } = countingWorld();
    const first = await interpret(interpretation({ world }));
    const folded = await interpret(interpretation({ recorded: steps }));
    expect(steps).toHaveLength(PLAN.length);
    expect(folded).toEqual(first);
  });

  test('goes on behind the last step with the whole conversation and the right turn', async () => {
    const steps = await played();
    const { world, touched } = countingWorld();
    const conversations: number[] = [];
    await interpret(
      interpretation({
        recorded: steps.slice(0, 2),
        world: {
          ...world,
          ask: async (turn) => {
            conversations.push(turn.conversation.length);
            return world.ask(turn);
          },
        },
      }),
    );
    expect(touched).toEqual(['ask 2', 'record 2', 'execute 1', 'record 3', 'ask 3', 'record 4']);
    // Asked and answered in turn 1, then the new message; then those two and the third.
    expect(conversations).toEqual([3, 5]);
  });

  test('is not stopped by a limit that has been lowered since', async () => {
    const steps = await played();
    const { state, ending } = await interpret(interpretation({ recorded: steps, stops: [turnLimit(1)] }));
    expect(ending).toBe('done');
    expect(state.result).toHaveLength(PLAN.length);
  });

  test.each(['a message', 'a test script', 'the seed'])('refuses where %s has changed', async (what) => {
    const recorded = await played();
    const changed: Agent<readonly Planned[], Seen> = {
      start: (plan) => altered(planned.start(plan), what),
      next: (state, observation) => altered(planned.next(state, observation), what),
    };
    const folding = interpretation({
      agent: changed,
      recorded,
      seed: what === 'the seed' ? 'other' : 'seed',
    });
    const expected = what === 'a test script' ? 'step 1 differs' : 'step 0 differs';
    await expect(interpret(folding)).rejects.toThrow(ChangedError);
    await expect(interpret(folding)).rejects.toThrow(expected);
  });
});

function altered<Moved extends { action: Action }>(move: Moved, what: string): Moved {
  const { action } = move;
  if (what === 'a message' && action.kind === 'ask')
    return { ...move, action: { ...action, messages: [textMessage('user', 'another prompt')] } };
  if (what === 'a test script' && action.kind === 'execute')
    return { ...move, action: { ...action, cells: [{ patch: null, testScript: 'another' }] } };
  return move;
}

describe('hash chain', () => {
  test('each step depends on all before it and on the seed', async () => {
    const one = await played(['ask', 'ask']);
    const hashes = one.map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(2);
    const { world, steps } = countingWorld();
    await interpret(interpretation({ input: ['ask', 'ask'], seed: 'other', world }));
    for (const [index, step] of steps.entries()) expect(step.hash).not.toBe(hashes[index]);
  });

  test('what was observed enters it only through what is asked next', async () => {
    const silent: Agent<readonly Planned[], Seen> = {
      ...planned,
      next: ({ plan, result }) => {
        const seen = [...result, 'same'];
        return { state: { plan, result: seen, slips: 0 }, action: actionOf(plan, seen) };
      },
    };
    const hashesFor = async (text: string) => {
      const { world, steps } = countingWorld();
      const saying = { ...world, ask: async () => replyOf(text) };
      await interpret(interpretation({ agent: silent, world: saying }));
      return steps.map(({ hash }) => hash);
    };
    expect(await hashesFor('yes')).toEqual(await hashesFor('no'));
  });
});

describe('stop conditions', () => {
  const asks: readonly Planned[] = ['ask', 'ask', 'ask', 'ask'];

  test('a turn limit lets exactly so many calls through, executions in between', async () => {
    const { world, touched } = countingWorld();
    const { ending } = await interpret(interpretation({ world, stops: [turnLimit(2)] }));
    expect(ending).toBe('turn-limit');
    expect(touched.filter((word) => word.startsWith('ask'))).toEqual(['ask 1', 'ask 2']);
    // The second execution's outcome is still stored; only the call after it is not made.
    expect(touched.at(-1)).toBe('record 3');
  });

  test('a context limit counts all four token classes of the last reply', async () => {
    const { world, touched } = countingWorld();
    const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };
    const counting = {
      ...world,
      ask: async (...args: Parameters<World['ask']>) => {
        await world.ask(...args);
        return { ...replyOf('counted'), usage };
      },
    };
    const at = (limit: number) =>
      interpret(interpretation({ input: asks, world: counting, stops: [contextLimit(limit)] }));
    expect((await at(10)).ending).toBe('context-limit');
    expect(touched.filter((word) => word.startsWith('ask'))).toEqual(['ask 1']);
    expect((await at(11)).ending).toBe('done');
  });

  test('a time limit counts from the start of this process', async () => {
    let clock = 1_000_000;
    const { world } = countingWorld();
    const ticking = {
      ...world,
      ask: async (...args: Parameters<World['ask']>) => {
        clock += 400;
        return world.ask(...args);
      },
    };
    const { state, ending } = await interpret(
      interpretation({ input: asks, world: ticking, now: () => clock, stops: [timeLimit(1_000)] }),
    );
    expect(ending).toBe('time-limit');
    expect(state.result).toHaveLength(3);
  });

  test('a cost limit stops at the call after it is reached, and null means none', async () => {
    let spent = 0;
    const { world } = countingWorld();
    const costly = {
      ...world,
      ask: async (...args: Parameters<World['ask']>) => {
        spent += 0.4;
        return world.ask(...args);
      },
      costUsd: () => spent,
    };
    const run = (usd: number | null) =>
      interpret(interpretation({ input: asks, world: costly, stops: [costLimit(usd)] }));
    expect((await run(0.8)).state.result).toHaveLength(2);
    expect((await run(null)).ending).toBe('done');
  });

  test('an ending in place of a reply ends the trajectory there', async () => {
    const { world, touched } = countingWorld();
    const refusing = { ...world, ask: async () => 'cost-limit' as const };
    const { state, ending } = await interpret(interpretation({ world: refusing }));
    expect(ending).toBe('cost-limit');
    expect(state.result).toEqual([]);
    expect(touched).toEqual([]);
  });
});
