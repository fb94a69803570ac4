import type { Model } from '../../domain/model.ts';
import type { BatchApi } from './batch-api.ts';

/**
 * A model whose client is loaded with its first call: an SDK takes a third of a second, which commands that only look
 * and runs that ask others must not wait for.
 */
export function lazyModel(load: () => Promise<Model>): Model {
  const loaded = once(load);
  return { ask: async (request, signal) => (await loaded()).ask(request, signal) };
}

/** The same for a provider's jobs. */
export function lazyBatchApi(load: () => Promise<BatchApi>): BatchApi {
  const loaded = once(load);
  return {
    submit: async (calls, requestHash) => (await loaded()).submit(calls, requestHash),
    find: async (lost, signal) => (await loaded()).find(lost, signal),
    state: async (jobId, signal) => (await loaded()).state(jobId, signal),
    results: async function* (jobId, signal) {
      yield* (await loaded()).results(jobId, signal);
    },
    cancel: async (jobId, signal) => (await loaded()).cancel(jobId, signal),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
