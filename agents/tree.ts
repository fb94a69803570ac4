import type { Agent, AgentState } from '../domain/trajectory.ts';
import { listedPaths } from './listed-paths.ts';
import { treeMessages } from './prompts/tree.ts';

export interface TreeInput {
  readonly issueText: string;
  readonly repository: string;
  /** Folders and their files, with lengths in tokens. */
  readonly tree: string;
  /** Every path that may be named, also such as the tree leaves out. */
  readonly known: readonly string[];
  readonly targetTokens: number;
  readonly ceilingTokens: number;
}

/** Most important first; null where the reply could not be read, or names no file of the repository. */
export interface TreeResult {
  readonly paths: readonly string[] | null;
}

export interface TreeState extends AgentState<TreeResult> {
  readonly known: ReadonlySet<string>;
}

/** One call: the files that solving the issue needs, picked by their paths. No second try. */
export const treeAgent: Agent<TreeInput, TreeState> = {
  start(input) {
    return {
      state: { result: { paths: null }, slips: 0, known: new Set(input.known) },
      action: { kind: 'ask', messages: treeMessages(input) },
    };
  },
  next(state, observation) {
    if (observation.kind !== 'reply') return { state, action: { kind: 'finish' } };
    const real = listedPaths(observation.reply.text, 'files')?.filter((path) => state.known.has(path)) ?? [];
    const paths = real.length === 0 ? null : real;
    const slips = paths === null ? state.slips + 1 : state.slips;
    return { state: { ...state, result: { paths }, slips }, action: { kind: 'finish' } };
  },
};
