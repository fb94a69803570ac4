import { type RelevanceResult, relevanceAgent } from '../../agents/relevance.ts';
import { settleAll } from '../settle-all.ts';
import type { SourceFile } from '../source-files.ts';
import { ask, asking, type Choosing } from './choosing.ts';

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

function judgeFile({ path, blobId, text }: SourceFile, sample: number, choosing: Choosing) {
  const input = { ...asking(choosing.issue), file: { path, blobId, text } };
  return ask({ role: 'relevance', sample, agent: relevanceAgent, input }, choosing);
}
