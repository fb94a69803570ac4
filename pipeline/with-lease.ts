import type { Owner, Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';

const HEARTBEAT_MS = 10_000;

/** Holds a run for this process while `body` works on it; another live process is refused. */
export async function withLease<T>(store: Store, run: Run, owner: Owner, body: () => Promise<T>): Promise<T> {
  if (!store.acquireLease(run.id, owner)) {
    throw new UsageError(
      `run ${run.name} is being worked on by another process; watch it with: troop status --run ${run.name}`,
    );
  }
  const beat = setInterval(() => store.heartbeat(run.id, owner), HEARTBEAT_MS);
  beat.unref();
  try {
    return await body();
  } finally {
    clearInterval(beat);
    store.releaseLease(run.id, owner);
  }
}
