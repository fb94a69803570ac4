import type { Store } from '../db/store.ts';

const READS = new Set<PropertyKey>(['close', 'text', 'committedUsd', 'openReservations', 'spending']);
const WRITE =
  /^(together|create|update|acquire|release|add|open|close|reopen|put|append|end|ensure|import|reserve|settle)/;

/** For the crash test: a store that rests after each row it writes, so that a watcher can act between two rows. */
export function pausing(store: Store, ms: number): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || typeof name !== 'string' || READS.has(name) || !WRITE.test(name))
        return member;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
        return result;
      };
    },
  });
}
