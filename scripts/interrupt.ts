import { setMaxListeners } from 'node:events';

export interface Signals {
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  /** Begins nothing new. */
  readonly stopping: AbortSignal;
  /** Tells how many calls are in flight, for the message of the first Ctrl-C. */
  watchCalls(count: () => number): void;
}

/** npm hands on a Ctrl-C that the terminal has already sent to the whole group: one press, two signals. */
const ECHO_MS = 300;

/**
 * Runs `body` so that the first Ctrl-C (or SIGTERM) begins nothing new and waits for the calls that are paid for, and
 * the second ends at once, leaving their reservations open.
 */
export async function withInterrupt(
  warn: (message: string) => void,
  body: (signals: Signals) => Promise<void>,
): Promise<{ interrupted: boolean }> {
  const abort = new AbortController();
  const stop = new AbortController();
  let callsInFlight = () => 0;
  // Every call and every cell in flight listens; their number is bounded by the limits on both.
  setMaxListeners(0, abort.signal, stop.signal);
  let pressedAt = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    const now = performance.now();
    if (now - pressedAt < ECHO_MS) return;
    pressedAt = now;
    if (stop.signal.aborted) {
      warn('ending at once; calls in flight stay reserved');
      abort.abort(new Error('interrupted'));
      return;
    }
    stop.abort(new Error('stopping'));
    warn(`stopping: waiting for ${callsInFlight()} model calls in flight; press Ctrl-C again to end at once`);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await body({
      signal: abort.signal,
      stopping: stop.signal,
      watchCalls: (count) => {
        callsInFlight = count;
      },
    });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  return { interrupted: stop.signal.aborted };
}
