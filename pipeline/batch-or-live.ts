import type { Model } from '../domain/model.ts';
import type { BatchedModel } from './batched.ts';

/**
 * Asks in a batch what may wait, the rest at once. A call that an earlier process put into a job joins it even where
 * nothing is to wait any more: it is paid for.
 */
export function batchOrLive({
  batch,
  live,
  hasJobs,
}: {
  readonly batch: BatchedModel;
  readonly live: Model;
  /** Whether earlier processes of the run sent any. */
  readonly hasJobs: boolean;
}): Model {
  return {
    ask: (request, signal) =>
      request.batch || (hasJobs && batch.has(request))
        ? batch.ask(request, signal)
        : live.ask(request, signal),
  };
}
