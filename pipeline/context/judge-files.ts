import { type RelevanceResult, relevanceAgent } from '../../agents/relevance.ts';
import { repositoryName } from '../../domain/issue.ts';
import { paidFor } from '../paid-for.ts';
import { play } from '../play.ts';
import { settleAll } from '../settle-all.ts';
import type { SourceFile } from '../source-files.ts';
import { CHOSEN, type Choosing } from './choosing.ts';

/** Verdicts by path. */
export type Verdicts = ReadonlyMap<string, RelevanceResult>;

/** One call for each file, each file alone (paper, section 4.1). `places` are those of the files among all sources. */
export async function judgeFiles(
  files: readonly SourceFile[],
  places: ReadonlyMap<string, number>,
  choosing: Choosing,
): Promise<Verdicts> {
  const verdicts = await settleAll(
    files.map(
      async (file) => [file.path, await judgeFile(file, places.get(file.path) ?? 0, choosing)] as const,
    ),
  );
  return new Map(verdicts);
}

async function judgeFile({ path, blobId, text }: SourceFile, sample: number, choosing: Choosing) {
  const { issue, item, deps } = choosing;
  const input = { issueText: issue.text, repository: repositoryName(issue), file: { path, blobId, text } };
  const played = await play({ issue, item, role: 'relevance', sample, agent: relevanceAgent, input }, deps);
  return paidFor(played, CHOSEN).state.result;
}
