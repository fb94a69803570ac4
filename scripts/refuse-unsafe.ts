import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';

/** Imported candidates run in a sandbox without isolation only where the user has said so. */
export function refuseUnsafe({ sandbox }: Config, unsafe: boolean): void {
  if (sandbox !== 'process' || unsafe) return;
  throw new UsageError(
    "imported candidates are strangers' code and --sandbox process does not isolate it; use docker, or add --unsafe",
  );
}
