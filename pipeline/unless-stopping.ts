import type { Model } from '../domain/model.ts';
import { StoppedError } from './deps.ts';

/** Begins no call once the run is being stopped; calls that waited for a slot or for another try end here. */
export function unlessStopping(model: Model, stopping: AbortSignal): Model {
  return {
    async ask(request, signal) {
      if (stopping.aborted) throw new StoppedError('the run is being stopped');
      return model.ask(request, signal);
    },
  };
}
