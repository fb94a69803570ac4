import type { Store } from '../db/store.ts';

export interface StoredTogether {
  /** Keeps a write that nothing is to see before the next `store`. */
  later(write: () => void): void;
  /** Makes the writes that wait and this one, in the order of their coming, as one transaction. */
  store(write?: () => void): void;
}

/**
 * What belongs to a step, its call's settlement or its last cell's result: writes that follow one another with nothing
 * sent or started in between cost one transaction.
 */
export function storedTogether(store: Pick<Store, 'together'>): StoredTogether {
  let waiting: (() => void)[] = [];
  return {
    later: (write) => {
      waiting.push(write);
    },
    store(write) {
      const all = write ? [...waiting, write] : waiting;
      waiting = [];
      if (all.length === 0) return;
      store.together(() => {
        for (const one of all) one();
      });
    },
  };
}
