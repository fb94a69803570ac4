import type { Agent, AgentState } from '../domain/trajectory.ts';

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

/** Most important first; null where the reply could not be read. */
export interface RankingResult {
  readonly paths: readonly string[] | null;
}

export interface RankingState extends AgentState<RankingResult> {
  readonly known: readonly string[];
}

/** One call: the relevant files in order of importance (paper, section 4.1). */
export declare const rankingAgent: Agent<RankingInput, RankingState>;

export interface Score {
  readonly path: string;
  /** 0 best, 1 where no ranking names the path. */
  readonly score: number;
}

/** Mean over the readable rankings of position / length, 1 where one leaves the path out; best first. */
export declare function mergeRankings(
  paths: readonly string[],
  rankings: readonly (readonly string[] | null)[],
): Score[];
