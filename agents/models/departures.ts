/**
 * What is to happen when a signal is aborted, at constant cost for each of many that wait: an abort signal's own list
 * of listeners is walked through at every addition and removal.
 */
export class Departures {
  readonly #leaving = new WeakMap<AbortSignal, Set<() => void>>();

  /** Calls `leave` once when the signal is aborted; returns how to take that back. */
  on(signal: AbortSignal, leave: () => void): () => void {
    const leaving = this.#leaving.get(signal) ?? this.#listen(signal);
    leaving.add(leave);
    return () => leaving.delete(leave);
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const leaving = new Set<() => void>();
    this.#leaving.set(signal, leaving);
    const all = () => {
      for (const leave of leaving) leave();
      leaving.clear();
    };
    signal.addEventListener('abort', all, { once: true });
    return leaving;
  }
}
