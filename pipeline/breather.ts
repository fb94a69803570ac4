import { setImmediate } from 'node:timers/promises';

/** Work may hold the event loop for this long before timers and sockets get their turn. */
const SLICE_MS = 8;

/** Waits for a turn of the event loop where the last one is long ago. */
export type Breather = () => Promise<void>;

/** For long work on texts, which would hold up model calls in flight: call the result between steps of the work. */
export function createBreather(sliceMs = SLICE_MS): Breather {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await setImmediate();
    since = performance.now();
  };
}
