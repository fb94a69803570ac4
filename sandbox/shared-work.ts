/**
 * Work that several callers may want at once and that is done once. It ends when nobody wants it any more, so that
 * one caller's end is not the others'; a failure is not kept, and the next caller tries again.
 */
export interface SharedWork<T> {
  /** Throws what the work throws, or the signal's reason: at once, or when the work that it ends is over. */
  get(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The next caller has the work done again. */
  forget(key: string): void;
}

interface Ongoing<T> {
  readonly result: Promise<T>;
  readonly unwanted: AbortController;
  waiting: number;
  isDone: boolean;
}

export function createSharedWork<T>(): SharedWork<T> {
  const known = new Map<string, Ongoing<T>>();

  function begin(key: string, work: (signal: AbortSignal) => Promise<T>): Ongoing<T> {
    const unwanted = new AbortController();
    const ongoing = { result: work(unwanted.signal), unwanted, waiting: 0, isDone: false };
    known.set(key, ongoing);
    ongoing.result.then(
      () => {
        ongoing.isDone = true;
      },
      () => drop(key, ongoing),
    );
    return ongoing;
  }

  function drop(key: string, ongoing: Ongoing<T>): void {
    if (known.get(key) === ongoing) known.delete(key);
  }

  return {
    async get(key, signal, work) {
      signal.throwIfAborted();
      const ongoing = known.get(key) ?? begin(key, work);
      ongoing.waiting += 1;
      try {
        return await unlessAborted(ongoing.result, signal);
      } finally {
        ongoing.waiting -= 1;
        if (ongoing.waiting === 0 && signal.aborted && !ongoing.isDone) {
          drop(key, ongoing);
          ongoing.unwanted.abort(signal.reason);
          // Whoever ends it answers for what it leaves, so it has to be over first.
          await ongoing.result.catch(() => {});
        }
      }
    },
    forget: (key) => {
      known.delete(key);
    },
  };
}

async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
