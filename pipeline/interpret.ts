import type { CellResult } from '../domain/execution.ts';
import type { Message } from '../domain/message.ts';
import type { ModelRequest, Reply } from '../domain/model.ts';
import type { Agent, AgentCell, AgentState, Ending, Observation, Step } from '../domain/trajectory.ts';
import { chainHash } from './step-hash.ts';

/** What a stop condition may look at, before each model call. */
export interface Progress {
  readonly turns: number;
  readonly costUsd: number;
  readonly contextTokens: number;
  readonly elapsedMs: number;
}

export type StopCondition = (progress: Progress) => Ending | null;

/** One model call to be made. */
export interface Turn {
  readonly conversation: readonly Message[];
  readonly turn: number;
  readonly hash: string;
  /** What the provider said of the conversation at the last turn; absent at the first. */
  readonly counted: ModelRequest['counted'];
}

/** The three ways in which a trajectory touches the world. */
export interface World {
  /** Answers with an ending where no call may be made. */
  ask(turn: Turn): Promise<Reply | Ending>;
  execute(cells: readonly AgentCell[]): Promise<CellResult[]>;
  record(step: Step): Promise<void>;
  costUsd(): number;
}

export interface Interpretation<Input, State extends AgentState<unknown>> {
  readonly agent: Agent<Input, State>;
  readonly input: Input;
  /** Hash of everything about the calls that is not in their messages. */
  readonly seed: string;
  /** Steps of an earlier process, folded through `next` without touching the world. */
  readonly recorded: readonly Step[];
  readonly stops: readonly StopCondition[];
  readonly world: World;
  readonly now: () => number;
}

/** The recorded steps are not what this agent would do now; the sample starts anew under the next attempt. */
export class ChangedError extends Error {
  override readonly name = 'ChangedError';
}

/** Performs an agent's actions until it finishes or a condition stops it. */
export async function interpret<Input, State extends AgentState<unknown>>({
  agent,
  input,
  seed,
  recorded,
  stops,
  world,
  now,
}: Interpretation<Input, State>): Promise<{ state: State; ending: Ending }> {
  const conversation: Message[] = [];
  const began = now();
  let counted: ModelRequest['counted'];
  let turn = 0;
  let hash = seed;
  let { state, action } = agent.start(input);
  for (let index = 0; action.kind !== 'finish'; index++) {
    hash = chainHash(hash, action);
    const old = recorded[index];
    if (old && old.hash !== hash) throw new ChangedError(`step ${index} differs from the recorded one`);
    let observation = old?.observation;
    if (action.kind === 'ask') {
      const progress = {
        turns: turn,
        costUsd: world.costUsd(),
        contextTokens: counted?.tokens ?? 0,
        elapsedMs: now() - began,
      };
      const ending = old ? null : firstOf(stops, progress);
      if (ending) return { state, ending };
      turn += 1;
      conversation.push(...action.messages);
      const reply = observation
        ? replyOf(observation)
        : await world.ask({ conversation, turn, hash, counted });
      if (typeof reply === 'string') return { state, ending: reply };
      conversation.push({ role: 'assistant', parts: [{ text: reply.text }] });
      counted = { messages: conversation.length, tokens: tokensOf(reply) };
      observation ??= { kind: 'reply', reply };
    } else {
      observation ??= { kind: 'executed', results: await world.execute(action.cells) };
    }
    if (!old) await world.record({ index, turn, action, observation, hash });
    ({ state, action } = agent.next(state, observation));
  }
  return { state, ending: 'done' };
}

function replyOf(observation: Observation): Reply {
  if (observation.kind !== 'reply') throw new ChangedError('a recorded step was no model call');
  return observation.reply;
}

function firstOf(stops: readonly StopCondition[], progress: Progress): Ending | null {
  for (const stop of stops) {
    const ending = stop(progress);
    if (ending) return ending;
  }
  return null;
}

function tokensOf({ usage }: Reply): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens;
}
