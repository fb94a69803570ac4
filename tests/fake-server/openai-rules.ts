import { knownModel } from './known-models.ts';
import { promptTokens } from './prompt-cache.ts';
import { WireError } from './wire.ts';

/** Of a request in either of OpenAI's protocols, what a model may refuse. */
interface Asked {
  readonly model: string;
  readonly texts: readonly { readonly text: string }[];
  readonly temperature: number | null | undefined;
  readonly effort: string | null | undefined;
  /** The short name of the output limit; the responses API has another. */
  readonly shortLimit?: number | null | undefined;
}

/** Throws a WireError for what the model, as documented, refuses of a request that is valid by itself. */
export function refuseByModel(asked: Asked, tooLong: (tokens: number, most: number) => string): void {
  const { model, texts, temperature, effort, shortLimit } = asked;
  const isThinking = typeof effort === 'string' && effort !== 'none';
  // https://developers.openai.com/api/docs/guides/latest-model: temperature only with effort none
  if (typeof temperature === 'number' && isThinking) throw unsupported('temperature');
  const known = knownModel(model);
  if (!known) return;
  // https://developers.openai.com/api/reference/resources/chat: max_tokens is "not compatible with o-series models"
  if (shortLimit && known.wantsCompletionLimit)
    throw unsupported('max_tokens', " Use 'max_completion_tokens' instead.");
  // https://developers.openai.com/api/docs/guides/reasoning
  if (typeof temperature === 'number' && temperature !== 1 && known.fixedTemperature)
    throw new WireError(
      400,
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      'unsupported_value',
    );
  if (typeof effort === 'string' && !known.thinking.includes('effort')) throw unsupported('reasoning_effort');
  if (effort === 'none')
    throw new WireError(
      400,
      `Unsupported value: 'none' is not supported with the '${model}' model.`,
      'unsupported_value',
    );
  // https://developers.openai.com/api/docs/guides/error-codes, https://developers.openai.com/api/docs/models
  const tokens = promptTokens(texts);
  if (tokens > known.mostInputTokens)
    throw new WireError(400, tooLong(tokens, known.mostInputTokens), 'context_length_exceeded');
}

function unsupported(parameter: string, remedy = ''): WireError {
  return new WireError(
    400,
    `Unsupported parameter: '${parameter}' is not supported with this model.${remedy}`,
    'unsupported_parameter',
  );
}
