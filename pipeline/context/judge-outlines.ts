import { outlinesAgent } from '../../agents/outlines.ts';
import { fileOutlines, type Outlined, outlineBatches } from '../outlines/outline-batches.ts';
import { settleAll } from '../settle-all.ts';
import type { SourceFile } from '../source-files.ts';
import { ask, asking, type Choosing, FIRST_OUTLINES_CALL } from './choosing.ts';
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

async function promisingOf(batch: readonly Outlined[], sample: number, choosing: Choosing) {
  const files = fileOutlines(batch);
  const input = { ...asking(choosing.issue), files };
  const { promising } = await ask({ role: 'relevance', sample, agent: outlinesAgent, input }, choosing);
  return new Set(promising ?? files.map(({ path }) => path));
}
