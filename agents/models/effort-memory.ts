import type { ModelRequest } from '../../domain/model.ts';
import { curable, ProviderError } from './provider-error.ts';
import { type OpenaiEffort, openaiEffort } from './thinking-fields.ts';

export interface EffortMemory {
  /** The effort to name in the body; null: none. */
  fieldFor(request: Pick<ModelRequest, 'model' | 'thinking'>): OpenaiEffort | null;
  /** The error to throw instead: transient where another way to say `off` cures it. */
  learn(request: Pick<ModelRequest, 'model' | 'thinking'>, error: unknown): unknown;
}

/**
 * Of a model that should not think `none` is asked; some refuse it, and no list of them stays true. One that refuses the
 * field does not reason and is asked without; one that names what it takes always reasons and is asked for its least.
 * The refused attempt costs nothing.
 */
export function effortMemory(warn: (message: string) => void): EffortMemory {
  const insteadOfNone = new Map<string, OpenaiEffort | null>();
  return {
    fieldFor(request) {
      const learnt = request.thinking === 'off' ? insteadOfNone.get(request.model) : undefined;
      return learnt === undefined ? openaiEffort(request) : learnt;
    },
    learn({ model, thinking }, error) {
      if (thinking !== 'off' || !(error instanceof ProviderError)) return error;
      if (error.status !== 400 && error.status !== 422) return error;
      const learnt = alternative(error.message);
      if (learnt === undefined) return error;
      if (insteadOfNone.get(model) !== learnt)
        warn(
          learnt === null
            ? `${model} takes no effort; its calls go without one`
            : `${model} cannot leave thinking out; its calls go with effort ${learnt}, and its thoughts count towards maxOutputTokens`,
        );
      insteadOfNone.set(model, learnt);
      return curable(error);
    },
  };
}

const NO_SUCH_FIELD =
  /unrecognized request argument|un(supported|known) parameter|extra inputs are not permitted/i;

/** What a refusal of effort `none` leaves: null where no effort may be named, undefined where it says neither. */
function alternative(message: string): 'minimal' | 'low' | null | undefined {
  if (!/\breasoning[._]effort\b|'none' is not supported/i.test(message)) return undefined;
  if (NO_SUCH_FIELD.test(message)) return null;
  const [, supported = ''] = /(?:supported values are|should be)(.*)/is.exec(message) ?? [];
  return (['minimal', 'low'] as const).find((effort) => supported.includes(`'${effort}'`));
}
