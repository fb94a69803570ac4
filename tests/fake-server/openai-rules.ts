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

/** What `reasoning_effort` may be at all: https://developers.openai.com/api/reference/resources/chat */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** How a protocol words its refusals. */
interface Words {
  tooLong(tokens: number, most: number): string;
  /** Of a model that does not reason. */
  noEffort(): WireError;
  /** Of a model that reasons otherwise. */
  wrongEffort(effort: string, model: string): string;
}

/** Throws a WireError for what the model, as documented, refuses of a request that is valid by itself. */
export function refuseByModel(asked: Asked, words: Words): void {
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
  if (typeof effort === 'string' && known.efforts.length === 0) throw words.noEffort();
  if (typeof effort === 'string' && !known.efforts.includes(effort))
    throw new WireError(
      400,
      `Unsupported value: ${words.wrongEffort(effort, model)}. Supported values are: ${listed(known.efforts)}.`,
      'unsupported_value',
    );
  // https://developers.openai.com/api/docs/guides/error-codes, https://developers.openai.com/api/docs/models
  const tokens = promptTokens(texts);
  if (tokens > known.mostInputTokens)
    throw new WireError(400, words.tooLong(tokens, known.mostInputTokens), 'context_length_exceeded');
}

export function unsupported(parameter: string, remedy = ''): WireError {
  return new WireError(
    400,
    `Unsupported parameter: '${parameter}' is not supported with this model.${remedy}`,
    'unsupported_parameter',
  );
}

/** `'a', 'b', and 'c'` */
function listed(values: readonly string[]): string {
  return new Intl.ListFormat('en').format(values.map((value) => `'${value}'`));
}
