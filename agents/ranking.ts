import type { Agent, AgentState } from '../domain/trajectory.ts';
import { listedPaths } from './listed-paths.ts';
import { rankingMessages } from './prompts/ranking.ts';

export interface RankedFile {
  readonly path: string;
  readonly tokens: number;
  readonly summary: string | null;
}

export interface RankingInput {
  readonly issueText: string;
  readonly repository: string;
  readonly files: readonly RankedFile[];
  readonly targetTokens: number;
  readonly ceilingTokens: number;
}

/** Most important first; null where the reply could not be read, or names no file that was given. */
export interface RankingResult {
  readonly paths: readonly string[] | null;
}

export interface RankingState extends AgentState<RankingResult> {
  readonly known: readonly string[];
}

/** One call: the relevant files in order of importance (paper, section 4.1). */
export const rankingAgent: Agent<RankingInput, RankingState> = {
  start(input) {
    return {
      state: { result: { paths: null }, slips: 0, known: input.files.map(({ path }) => path) },
      action: { kind: 'ask', messages: rankingMessages(input) },
    };
  },
  next(state, observation) {
    if (observation.kind !== 'reply') return { state, action: { kind: 'finish' } };
    const paths = readRanking(observation.reply.text, state.known);
    const slips = paths === null ? state.slips + 1 : state.slips;
    return { state: { ...state, result: { paths }, slips }, action: { kind: 'finish' } };
  },
};

function readRanking(reply: string, known: readonly string[]): string[] | null {
  const real = listedPaths(reply, 'ranking')?.filter((path) => known.includes(path)) ?? [];
  return real.length === 0 ? null : real;
}

export interface Score {
  readonly path: string;
  /** 0 best, 1 where no ranking names the path. */
  readonly score: number;
}

/**
 * Mean over the readable rankings of position / length, positions from 0, and 1 where a ranking leaves the path out;
 * sorted ascending, equal scores in the order of `paths` (paper, section 4.1).
 */
export function mergeRankings(
  paths: readonly string[],
  rankings: readonly (readonly string[] | null)[],
): Score[] {
  const readable = rankings.filter((ranking) => ranking !== null);
  const scores = paths.map((path): Score => ({ path, score: meanScore(path, readable) }));
  return scores.sort((a, b) => a.score - b.score);
}

function meanScore(path: string, rankings: readonly (readonly string[])[]): number {
  if (rankings.length === 0) return 1;
  const scores = rankings.map((ranking) => {
    const position = ranking.indexOf(path);
    return position < 0 ? 1 : position / ranking.length;
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
