import type { ModelRequest } from '../../domain/model.ts';
import { curable, ProviderError } from './provider-error.ts';

/** The name of the output limit in the body: the official API wants the long one, compatible servers know the short. */
export type LimitField = 'max_tokens' | 'max_completion_tokens';

export interface LimitFieldMemory {
  fieldFor(model: string): LimitField;
  /** The error to throw instead: transient where the other name cures it. */
  learn(request: Pick<ModelRequest, 'model'>, error: unknown): unknown;
}

/**
 * Behind a compatible server may be a model that refuses the short name, as OpenAI's reasoning models do. The refused
 * attempt costs nothing and tells the name that is wanted.
 */
export function limitFieldMemory(usual: LimitField, warn: (message: string) => void): LimitFieldMemory {
  const wantLong = new Set<string>();
  const fieldFor = (model: string) => (wantLong.has(model) ? 'max_completion_tokens' : usual);
  return {
    fieldFor,
    learn({ model }, error) {
      if (!(error instanceof ProviderError) || error.status !== 400) return error;
      if (!/'?max_tokens'? is not supported.*max_completion_tokens/i.test(error.message)) return error;
      if (!wantLong.has(model)) warn(`${model} refuses max_tokens; its calls go with max_completion_tokens`);
      wantLong.add(model);
      return curable(error);
    },
  };
}
