import PQueue from 'p-queue';
import type { Model } from '../../domain/model.ts';

/**
 * A limit on calls in flight, shared by all models that the returned function wraps; waiting calls go in the order
 * they came. A cancelled call leaves the queue at once.
 */
export function limited(slots: number): (model: Model) => Model {
  const queue = new PQueue({ concurrency: slots });
  return (model) => ({
    async ask(request, signal) {
      signal.throwIfAborted();
      return queue.add(() => model.ask(request, signal), { signal });
    },
  });
}
