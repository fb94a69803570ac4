import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { configSchema } from '../domain/config.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { type MeasuredOrder, measureOrder } from './bench-context/measure-order.ts';
import { isGoodReach, median, recallAt, totalsByMode } from './bench-context/recall.ts';
import { startTree } from './bench-context/start-tree.ts';
import { readMaterial } from './dev-set/material.ts';
import { note, out } from './output.ts';
import { projectRoot } from './project-root.ts';

/**
 * How many of the development instances keep every file of their gold patch among those that the lexical order puts
 * first, what share of their tokens those are, and what each context mode would read. No model is asked. Archives are
 * fetched first where they are not in the cache. The gold patch serves this report alone. Ends with 1 where the default
 * reach keeps too few or holds too much; `--instances a,b` measures some only.
 */
const FILE_COUNTS = [10, 20, 40, 80];

/** Trees unpacked ahead of the measuring, which is done one instance at a time. */
const UNPACKED_AT_ONCE = 3;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));

process.exitCode = await main().catch((error: unknown) => {
  if (stop.signal.aborted) return 130;
  note(`bench:context: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});

async function main(): Promise<number> {
  const { signal } = stop;
  const root = projectRoot(fileURLToPath(import.meta.url));
  const data = process.env.TROOP_DEV_DATA ?? resolve(root, '..', 'shared', 'data', 'swebench');
  const archives = resolve(cacheDirectory(process.env), 'dev-set');
  const { values } = parseArgs({ options: { instances: { type: 'string' } } });
  const instances = await readMaterial(data, values.instances?.split(',') ?? null);
  const { context } = configSchema.parse({});
  const unpacking = new PQueue({ concurrency: UNPACKED_AT_ONCE });
  const measuring = new PQueue({ concurrency: 1 });
  const orders = await Promise.all(
    instances.map((instance) =>
      unpacking.add(async () => {
        const tree = await startTree(instance, { archives, signal });
        const order = await measuring.add(() => measureOrder(instance, tree, context));
        note(progressLine(order, context.prefilterFiles));
        return order;
      }),
    ),
  );
  report(orders, context.prefilterFiles);
  return isGoodReach(context.prefilterFiles, orders) ? 0 : 1;
}

function progressLine(order: MeasuredOrder, files: number): string {
  const ranks = order.goldRanks.join(', ') || 'none';
  const share = recallAt(files, [order]).tokenPercent.toFixed(1);
  return `${order.id}: ${order.tokens.length} files, the first ${files} have ${share} % of the tokens, gold at ${ranks}`;
}

function report(orders: readonly MeasuredOrder[], files: number): void {
  const percent = (count: number, of: number) => (count / of).toFixed(3);
  out('files  kept  recall  tokens %  tokens');
  for (const count of FILE_COUNTS) {
    const { kept, tokenPercent, tokens } = recallAt(count, orders);
    out([count, kept, percent(kept, orders.length), tokenPercent.toFixed(1), tokens].join('  '));
  }
  for (const repository of new Set(orders.map((order) => order.repository))) {
    const others = orders.filter((order) => order.repository !== repository);
    const { kept, tokenPercent } = recallAt(files, others);
    const recall = percent(kept, others.length);
    out(
      `without ${repository}: ${kept} of ${others.length}, recall ${recall}, tokens ${tokenPercent.toFixed(1)} %`,
    );
  }
  out('mode  calls  tokens %  tokens  gold files in reach');
  for (const { mode, calls, tokenPercent, tokens, kept } of totalsByMode(orders))
    out([mode, calls, tokenPercent.toFixed(1), tokens, percent(kept, orders.length)].join('  '));
  const ms = (values: readonly number[]) =>
    `median ${median(values).toFixed(0)} ms, most ${Math.max(...values).toFixed(0)} ms`;
  out(`reading and counting tokens: ${ms(orders.map(({ readMs }) => readMs))}`);
  out(`ordering: ${ms(orders.map(({ orderMs }) => orderMs))}`);
  out(`longest block of the event loop: ${ms(orders.map(({ longestBlockMs }) => longestBlockMs))}`);
  const { kept, tokenPercent } = recallAt(files, orders);
  const recall = percent(kept, orders.length);
  out(
    `context instances ${orders.length} recall ${recall} files ${files} tokens ${tokenPercent.toFixed(1)} % calls 0`,
  );
}
