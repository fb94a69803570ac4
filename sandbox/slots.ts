/** Runs tasks, at most `size` at once, in the order in which they asked. */
export interface Slots {
  /** Waits for a free slot, then runs; throws the signal's reason when it is aborted while waiting. */
  run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>;
}

/** One pool per engine: its limit holds over all calls that are in flight together. */
export function createSlots(size: number): Slots {
  let free = size;
  const waiting = new Set<() => void>();

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(enter);
    });
  }

  // A slot goes straight to the longest waiting task, so `free` never counts one that is already promised.
  function give(): void {
    const [next] = waiting;
    if (!next) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async run(signal, task) {
      await take(signal);
      try {
        return await task();
      } finally {
        give();
      }
    },
  };
}
