import type { Store } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';

/** Imported candidates run in a sandbox without isolation only where the user has said so. */
export function refuseUnsafe({ sandbox }: Config, unsafe: boolean): void {
  if (sandbox !== 'process' || unsafe) return;
  throw new UsageError(
    "imported candidates are strangers' code and --sandbox process does not isolate it; use docker, or add --unsafe",
  );
}

export function hasImports(store: Store, run: Run): boolean {
  const candidates = store.issues(run.id).flatMap(({ instanceId }) => store.candidates(run.id, instanceId));
  return candidates.some(({ sources }) => sources.some(({ trajectoryId }) => trajectoryId === null));
}
