import type { Failure } from './provider-failure.ts';

/**
 * What a refusal speaks of: this one call; its conversation, which is too long; the key, whatever it asks; the model
 * with these settings, whoever asks.
 */
export type RefusalScope = 'call' | 'context' | 'key' | 'model';

type Refusal = Pick<Failure, 'status' | 'code' | 'message'>;

/** OpenAI's code, llama.cpp's type, Anthropic's type of a body beyond its limit of bytes. */
const TOO_LONG_CODES = new Set([
  'context_length_exceeded',
  'string_above_max_length',
  'exceed_context_size_error',
  'request_too_large',
]);
/** Anthropic, OpenAI and vLLM, llama.cpp, Ollama; `prompt is too long` also of Bedrock and OpenRouter behind them. */
const TOO_LONG =
  /prompt is too long|maximum context length|exceeds? (the )?(model's )?(available )?context|context (window|length|limit)/i;

/** What both providers answer to settings of ours that no conversation could cure. */
const SETTING_CODES = new Set([
  'model_not_found',
  'invalid_model',
  'unsupported_parameter',
  'unsupported_value',
  'unknown_parameter',
  'missing_required_parameter',
]);
const SETTING =
  /unsupported (parameter|value)|unknown parameter|unrecognized request argument|extra inputs are not permitted|not a valid model|model .{0,80}(does not exist|not found|not supported)|does not support|is not supported (with|by|for|on) this model|budget_tokens|maximum allowed number of output tokens/i;

/** Anthropic says it by a 400. */
const NO_CREDIT = /credit balance is too low|insufficient (credit|quota|balance|funds)/i;
const NO_CREDIT_CODES = new Set(['insufficient_quota', 'billing_error', 'billing_hard_limit_reached']);
const NO_ACCESS_CODES = new Set(['authentication_error', 'permission_error', 'invalid_api_key']);

/** OpenRouter says by a 403 that a text was taken for a harmful one. */
const FLAGGED = /flagged|moderation/i;

export function refusalScope({ status, code = '', message }: Refusal): RefusalScope {
  if (NO_CREDIT_CODES.has(code) || NO_ACCESS_CODES.has(code)) return 'key';
  if (status === 401 || status === 402) return 'key';
  if (status === 403) return FLAGGED.test(message) ? 'call' : 'key';
  if (status === 404 || code === 'not_found_error') return 'model';
  if (status !== undefined && ![400, 413, 422].includes(status)) return 'call';
  if (status === 413 || TOO_LONG_CODES.has(code)) return 'context';
  if (status === undefined) return 'call';
  if (NO_CREDIT.test(message)) return 'key';
  if (TOO_LONG.test(message)) return 'context';
  return SETTING_CODES.has(code) || SETTING.test(message) ? 'model' : 'call';
}
