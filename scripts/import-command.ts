import { readFileSync } from 'node:fs';
import type { Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { type Imported, importPredictions, parsePredictions } from '../pipeline/predictions.ts';
import { withLease } from '../pipeline/with-lease.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';
import { withStore } from './session.ts';
import { thisOwner } from './this-owner.ts';

interface ImportOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
}

/** Takes predictions of other agents as candidates of a run that is there. */
export async function importCommand(
  files: readonly string[],
  options: ImportOptions,
  host: Host,
): Promise<void> {
  await withStore(options.store, host, (store) => {
    const run = findRun(store, options.run);
    return withLease(store, run, thisOwner(), () => importFiles(store, run, files, options));
  });
}

async function importFiles(
  store: Store,
  run: Run,
  files: readonly string[],
  { json }: ImportOptions,
): Promise<void> {
  // All files are read before the first is stored: a bad one leaves the run as it was.
  const predictions = files.map((file) => ({ file, rows: parsePredictions(read(file), file) }));
  const imported: (Imported & { file: string })[] = [];
  for (const { file, rows } of predictions) {
    imported.push({ file, ...(await importPredictions(store, run, rows)) });
  }
  if (json) return outJson(imported);
  for (const { file, candidates, empty, unknown } of imported) {
    out(
      `${file}: ${candidates} candidates, ${empty} empty, ${unknown.length} of instances that ${run.name} does not have`,
    );
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
