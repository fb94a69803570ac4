import { outlinesAgent } from '../../agents/outlines.ts';
import { repositoryName } from '../../domain/issue.ts';
import { type Outlined, outlineBatches } from '../outlines/outline-batches.ts';
import { paidFor } from '../paid-for.ts';
import { play } from '../play.ts';
import { settleAll } from '../settle-all.ts';
import type { SourceFile } from '../source-files.ts';
import { CHOSEN, type Choosing, FIRST_OUTLINES_CALL } from './choosing.ts';
import { judgeFiles, type Verdicts } from './judge-files.ts';

const NOT_PROMISING = { relevant: false, summary: null } as const;

/**
 * Several outlines in each call, then a call on each file whose outline was found promising; those of a call whose
 * answer cannot be read are all taken to be.
 */
export async function judgeOutlines(
  files: readonly SourceFile[],
  places: ReadonlyMap<string, number>,
  choosing: Choosing,
): Promise<Verdicts> {
  const batches = await outlineBatches(files, choosing.deps.config.context.outlineTokens);
  const verdicts = await settleAll(
    batches.map(async (batch, index) => {
      const promising = await promisingOf(batch, FIRST_OUTLINES_CALL + index, choosing);
      const whole = batch.flatMap(({ source }) => (promising.has(source.path) ? [source] : []));
      const judged = await judgeFiles(whole, places, choosing);
      return batch.map(({ source: { path } }) => [path, judged.get(path) ?? NOT_PROMISING] as const);
    }),
  );
  return new Map(verdicts.flat());
}

async function promisingOf(batch: readonly Outlined[], sample: number, { issue, item, deps }: Choosing) {
  const files = batch.map(({ source: { path, tokens }, outline }) => ({ path, tokens, outline }));
  const input = { issueText: issue.text, repository: repositoryName(issue), files };
  const played = await play({ issue, item, role: 'relevance', sample, agent: outlinesAgent, input }, deps);
  const { promising } = paidFor(played, CHOSEN).state.result;
  return new Set(promising ?? files.map(({ path }) => path));
}
