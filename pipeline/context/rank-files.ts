import { mergeRankings, rankingAgent, type Score } from '../../agents/ranking.ts';
import { repositoryName } from '../../domain/issue.ts';
import { paidFor } from '../paid-for.ts';
import { play } from '../play.ts';
import { settleAll } from '../settle-all.ts';
import { CHOSEN, type Choosing } from './choosing.ts';

interface RelevantFile {
  readonly path: string;
  readonly tokens: number;
  readonly summary: string;
}

/** The files in order of importance, merged over several replies (paper, section 4.1). */
export async function rankFiles(
  files: readonly RelevantFile[],
  { issue, item, deps }: Choosing,
): Promise<readonly Score[]> {
  const { rankings, targetTokens, ceilingTokens } = deps.config.context;
  const paths = files.map((file) => file.path);
  // Nothing to order: no call is bought.
  if (files.length < 2) return paths.map((path) => ({ path, score: 0 }));
  const input = {
    issueText: issue.text,
    repository: repositoryName(issue),
    files,
    targetTokens,
    ceilingTokens,
  };
  const lists = await settleAll(
    Array.from({ length: rankings }, async (_, sample) => {
      const played = await play(
        { issue, item, role: 'ranking', sample, agent: rankingAgent, input, alike: rankings > 1 },
        deps,
      );
      return paidFor(played, CHOSEN).state.result.paths;
    }),
  );
  return mergeRankings(paths, lists);
}
