import type { StoreReader } from '../../../db/store.ts';
import type { Run } from '../../../domain/records.ts';
import { scanPatch } from '../../../domain/scan-patch.ts';
import { readDataset } from '../../../pipeline/swebench/dataset.ts';
import type { ReadContext } from './gold-recall.ts';

/**
 * The contexts of all runs of a store beside the files that the gold patches change. The only report that looks at the
 * answer, when asked to, and long after any choice: it hands on paths and nothing else of a patch.
 */
export async function readContexts(store: StoreReader): Promise<ReadContext[]> {
  const contexts: ReadContext[] = [];
  for (const run of store.listRuns()) {
    if (run.dataset === null) continue;
    const gold = await goldPathsOf(run.dataset);
    contexts.push(...contextsOf(store, run, gold));
  }
  return contexts;
}

function contextsOf(store: StoreReader, run: Run, gold: ReadonlyMap<string, string[]>): ReadContext[] {
  const spent = contextUsd(store, run);
  return store.issues(run.id).flatMap(({ instanceId }) => {
    const context = store.context(run.id, instanceId);
    const goldPaths = gold.get(instanceId);
    if (context === null || goldPaths === undefined) return [];
    const usd = spent.has(instanceId) ? (spent.get(instanceId) ?? null) : 0;
    return [{ mode: context.mode, paths: context.files.map(({ path }) => path), goldPaths, usd }];
  });
}

/** USD of relevance and ranking by issue; null where a price is unknown. */
function contextUsd(store: StoreReader, run: Run): Map<string, number | null> {
  const spent = new Map<string, number | null>();
  for (const { instanceId, role, isOpen, costUsd } of store.costLines(run.id)) {
    if (isOpen || (role !== 'relevance' && role !== 'ranking')) continue;
    const before = spent.has(instanceId) ? (spent.get(instanceId) ?? null) : 0;
    spent.set(instanceId, before === null || costUsd === null ? null : before + costUsd);
  }
  return spent;
}

async function goldPathsOf(dataset: string): Promise<Map<string, string[]>> {
  const gold = new Map<string, string[]>();
  for (const { columns } of await readDataset(dataset)) {
    const { instance_id: id, patch } = columns ?? {};
    if (typeof id !== 'string' || typeof patch !== 'string') continue;
    gold.set(id, [...new Set(scanPatch(patch).files.flatMap(({ oldPath }) => oldPath ?? []))]);
  }
  return gold;
}
