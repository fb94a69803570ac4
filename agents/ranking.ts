import { listedPaths } from './listed-paths.ts';
import { oneCallAgent } from './one-call.ts';
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

/** One call: the relevant files in order of importance (paper, section 4.1). */
export const rankingAgent = oneCallAgent<RankingInput, RankingResult>({
  messages: rankingMessages,
  unread: { paths: null },
  read(reply, { files }) {
    const known = new Set(files.map(({ path }) => path));
    const paths = listedPaths(reply, 'ranking')?.filter((path) => known.has(path)) ?? [];
    return paths.length === 0 ? null : { paths };
  },
});

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
