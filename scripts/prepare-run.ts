import { packText } from '../db/packed-text.ts';
import type { Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { findDataset } from '../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../pipeline/swebench/dataset/hub-settings.ts';
import { type ChosenIssues, chooseIssues } from './choose-issues.ts';
import type { Environment } from './compose.ts';
import { configChanges } from './config-changes.ts';
import type { Host } from './host.ts';
import { refuseUnaskableModels } from './model-access.ts';
import { note } from './output.ts';
import { readImports } from './read-imports.ts';
import { refuseContradictions } from './refuse-contradictions.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';
import type { RunOptions } from './run-command.ts';
import { runConfig } from './run-config.ts';
import { importText, storeImports } from './store-imports.ts';

interface PreparedRun extends Pick<ChosenIssues, 'next' | 'wanted' | 'done'> {
  readonly run: Run;
  /** Writes what the options add. Only for the holder of the run: another process may be working on it. */
  fill(): Promise<void>;
}

/** Checks options, data set and imports, and makes the run's row where it is new. Throws a UsageError before that. */
export async function prepareRun(
  options: RunOptions,
  { host, models }: { readonly host: Host; readonly models: Environment },
  store: Store,
): Promise<PreparedRun> {
  const before = store.findRun(options.run);
  const config = runConfig(options, before);
  // All files are read before anything is stored: a bad one leaves the store as it was.
  const imports = readImports(options.import ?? []);
  const hasCandidates = imports.length > 0 || (before !== null && store.hasImports(before.id));
  refuseContradictions(options, config, hasCandidates);
  if (hasCandidates) refuseUnsafe(config, options.unsafe);
  const dataset = await datasetOf(options, before, host);
  const { next, wanted, done, added } = await chooseIssues(dataset, options, { before, config }, store);
  if (next.size > 0) refuseUnaskableModels(config, models);
  const packed = await Promise.all(
    added.map(async (one) => ({ ...one, text: await packText(one.issue.text) })),
  );
  const changes = before ? configChanges(before.config, config) : [];
  if (changes.length > 0) note(`run ${options.run} goes on with other settings: ${changes.join(', ')}`);
  const run = { ...(before ?? store.createRun(options.run, config, dataset)), config };
  const fill = async () => {
    store.updateConfig(run.id, config);
    for (const { position, issue, text } of packed) store.addInstance(run.id, position, issue, text);
    for (const stored of await storeImports(store, run, imports)) note(importText(stored));
  };
  return { run, fill, next, wanted, done };
}

/** A run keeps the data set that it was begun with, to the byte where it came from the hub. */
async function datasetOf(
  { run, dataset, split }: RunOptions,
  before: Run | null,
  host: Host,
): Promise<string> {
  const own = before?.dataset ?? null;
  if (dataset === undefined) {
    if (own !== null) return own;
    throw new UsageError(`run ${run} is new and needs --dataset FILE or NAME`);
  }
  const found = await findDataset({ name: dataset, split, before: own }, hubSettings(host.environment), note);
  if (before === null || own === found) return found;
  throw new UsageError(`run ${run} belongs to the data set ${own}; give the new one a run of its own`);
}
