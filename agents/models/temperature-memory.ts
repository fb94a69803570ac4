import type { ModelRequest } from '../../domain/model.ts';
import { curable, ProviderError } from './provider-error.ts';
import { takesTemperature } from './thinking-fields.ts';

export interface TemperatureMemory {
  /** The request's temperature as a field of the body; no field for a model known to refuse one. */
  fieldFor(request: ModelRequest): { temperature?: number };
  /** The error to throw instead: transient where leaving the temperature out cures it. */
  learn(request: Pick<ModelRequest, 'model'>, error: unknown): unknown;
}

/**
 * Newer models of both providers refuse a temperature, and no list of them stays true. The refused attempt costs
 * nothing; it ends as a transient failure, so that the ledger shows it, and the next one goes without.
 */
export function temperatureMemory(warn: (message: string) => void): TemperatureMemory {
  const refusing = new Set<string>();
  return {
    fieldFor: (request) =>
      refusing.has(request.model) || !takesTemperature(request) ? {} : { temperature: request.temperature },
    learn({ model }, error) {
      if (!(error instanceof ProviderError) || error.status !== 400) return error;
      if (!/temperature/i.test(error.message) || !/deprecat|not support|unsupported/i.test(error.message))
        return error;
      if (!refusing.has(model)) warn(`${model} refuses a temperature; its calls go without one`);
      refusing.add(model);
      return curable(error);
    },
  };
}
