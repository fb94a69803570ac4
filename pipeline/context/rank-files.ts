import { mergeRankings, rankingAgent, type Score } from '../../agents/ranking.ts';
import { settleAll } from '../settle-all.ts';
import { ask, asking, type Choosing } from './choosing.ts';

interface RelevantFile {
  readonly path: string;
  readonly tokens: number;
  readonly summary: string;
}

/** The files in order of importance, merged over several replies (paper, section 4.1). */
export async function rankFiles(
  files: readonly RelevantFile[],
  choosing: Choosing,
): Promise<readonly Score[]> {
  const { rankings, targetTokens, ceilingTokens } = choosing.deps.config.context;
  const paths = files.map((file) => file.path);
  // Nothing to order: no call is bought.
  if (files.length < 2) return paths.map((path) => ({ path, score: 0 }));
  const input = {
    ...asking(choosing.issue),
    files,
    targetTokens,
    ceilingTokens,
  };
  const lists = await settleAll(
    Array.from({ length: rankings }, async (_, sample) => {
      const question = { role: 'ranking', sample, agent: rankingAgent, input, alike: rankings > 1 } as const;
      return (await ask(question, choosing)).paths;
    }),
  );
  return mergeRankings(paths, lists);
}
