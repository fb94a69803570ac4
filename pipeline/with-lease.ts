import type { Owner, Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';

const HEARTBEAT_MS = 10_000;

/**
 * Holds a run for this process while `body` works on it; another live process is refused. `signal` aborts where the
 * lease is lost, as after a long sleep of the machine.
 */
export async function withLease<T>(
  store: Store,
  run: Run,
  owner: Owner,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!store.acquireLease(run.id, owner)) {
    throw new UsageError(
      `run ${run.name} is being worked on by another process; watch it with: troop status --run ${run.name}`,
    );
  }
  const lost = new AbortController();
  const beat = setInterval(() => {
    try {
      store.heartbeat(run.id, owner);
    } catch (error) {
      lost.abort(error);
    }
  }, HEARTBEAT_MS);
  beat.unref();
  try {
    const result = await body(lost.signal);
    lost.signal.throwIfAborted();
    return result;
  } finally {
    clearInterval(beat);
    store.releaseLease(run.id, owner);
  }
}
