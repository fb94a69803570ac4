import type { Database } from 'better-sqlite3';
import { openHandle } from './handle.ts';
import { openReadOnly, openWritable } from './open-file.ts';
import { batchMethods } from './store/batches.ts';
import { openBlobs } from './store/blobs.ts';
import { candidateMethods } from './store/candidates.ts';
import { chronicleMethods } from './store/chronicle.ts';
import { commandMethods } from './store/commands.ts';
import { costLineMethods } from './store/cost-lines.ts';
import { executionMethods } from './store/executions.ts';
import { gradeMethods } from './store/grades.ts';
import { isProcessAlive, leaseMethods } from './store/lease.ts';
import { ledgerMethods } from './store/ledger.ts';
import { runMethods } from './store/runs.ts';
import { selectionMethods } from './store/selections.ts';
import { openSources } from './store/sources.ts';
import { trajectoryMethods } from './store/trajectories.ts';
import { workItemMethods } from './store/work-items.ts';
import type { Store, StoreReader } from './store.ts';

export interface StoreSurroundings {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Whether a process of this machine still runs; decides over leases. */
  readonly isAlive?: (pid: number) => boolean;
}

/**
 * Opens the store at `file`, made where it is missing and migrated where it is old. Raises a UsageError, which
 * names the file and the remedy, where it cannot be used.
 */
export function openStore(file: string, surroundings: StoreSurroundings = {}): Store {
  return storeOver(openWritable(file), file, surroundings);
}

/** A viewer's store: sees what is committed while a run writes, keeps nobody waiting and can write nothing. */
export function openStoreReadOnly(file: string): StoreReader {
  return storeOver(openReadOnly(file), file, {});
}

/** A store over a connection that is open and migrated; the crash test weakens the connection first. */
export function storeOver(client: Database, file: string, surroundings: StoreSurroundings = {}): Store {
  const { now = Date.now, isAlive = isProcessAlive } = surroundings;
  const handle = openHandle(client, file, now);
  const blobs = openBlobs(handle);
  const sources = openSources(handle, blobs);
  const ledgers = ledgerMethods(handle);
  return {
    ...runMethods(handle, blobs),
    ...leaseMethods(handle, isAlive),
    ...workItemMethods(handle),
    ...trajectoryMethods(handle, blobs, sources),
    ...candidateMethods(handle, blobs, sources),
    ...executionMethods(handle, blobs),
    ...selectionMethods(handle),
    ...gradeMethods(handle, blobs),
    ...chronicleMethods(handle, blobs),
    ...ledgers,
    ...costLineMethods(handle),
    ...batchMethods(handle, ledgers),
    ...commandMethods(handle),
    together: handle.write,
    text: (sha256) => handle.read(() => blobs.get(sha256)),
    close: () => {
      client.close();
    },
  };
}
