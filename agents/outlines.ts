import type { Agent, AgentState } from '../domain/trajectory.ts';
import { listedPaths } from './listed-paths.ts';
import { outlinesMessages } from './prompts/outlines.ts';

export interface FileOutline {
  readonly path: string;
  /** Of the whole file. */
  readonly tokens: number;
  readonly outline: string;
}

export interface OutlinesInput {
  readonly issueText: string;
  readonly repository: string;
  readonly files: readonly FileOutline[];
}

/** Files worth reading whole; none where the reply says so, null where it could not be read or names no file given. */
export interface OutlinesResult {
  readonly promising: readonly string[] | null;
}

export interface OutlinesState extends AgentState<OutlinesResult> {
  readonly known: readonly string[];
}

/** One call for several files: which of them may be needed to solve the issue, by their outlines? No second try. */
export const outlinesAgent: Agent<OutlinesInput, OutlinesState> = {
  start(input) {
    return {
      state: { result: { promising: null }, slips: 0, known: input.files.map(({ path }) => path) },
      action: { kind: 'ask', messages: outlinesMessages(input) },
    };
  },
  next(state, observation) {
    if (observation.kind !== 'reply') return { state, action: { kind: 'finish' } };
    const promising = readPromising(observation.reply.text, state.known);
    const slips = promising === null ? state.slips + 1 : state.slips;
    return { state: { ...state, result: { promising }, slips }, action: { kind: 'finish' } };
  },
};

/** A list of nothing but invented paths is no answer; an empty one is. */
function readPromising(reply: string, known: readonly string[]): string[] | null {
  const named = listedPaths(reply, 'promising');
  if (named === null) return null;
  const real = named.filter((path) => known.includes(path));
  return real.length === 0 && named.length > 0 ? null : real;
}
