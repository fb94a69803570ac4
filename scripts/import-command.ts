import { withLease } from '../pipeline/with-lease.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';
import { readImports } from './read-imports.ts';
import { safeText } from './safe-text.ts';
import { withOldStore } from './session.ts';
import { hasRefusals, importText, storeImports } from './store-imports.ts';
import { thisOwner } from './this-owner.ts';

interface ImportOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
}

/** Takes patches of other agents as candidates of a run that is there; ends with 2 where some were refused. */
export async function importCommand(
  paths: readonly string[],
  { store: path, json, run: name }: ImportOptions,
  host: Host,
): Promise<void> {
  await withOldStore(path, host, (store) => {
    const run = findRun(store, name);
    return withLease(store, run, thisOwner(), async () => {
      // All files are read before the first is stored: a bad one leaves the run as it was.
      const stored = await storeImports(store, run, readImports(paths));
      if (json) outJson(stored);
      else out(safeText(stored.map(importText).join('\n')));
      if (hasRefusals(stored)) host.end(2);
    });
  });
}
