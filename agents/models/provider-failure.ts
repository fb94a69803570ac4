import type { Usage } from '../../domain/usage.ts';
import { ProviderError } from './provider-error.ts';
import { refusalScope } from './refusal-scope.ts';

/** Who was asked; the key is here only to be kept out of messages. */
export interface Asked {
  readonly provider: string;
  readonly model: string;
  readonly apiKey: string;
}

/** What went wrong, as far as an SDK or the connection says. */
export interface Failure {
  readonly kind: 'refused' | 'in-stream' | 'network' | 'cut' | 'garbled' | 'deadline';
  readonly message: string;
  readonly status?: number | undefined;
  /** The provider's own word for it, such as `overloaded_error` or `insufficient_quota`. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  readonly headers?: Headers | undefined;
  /** Of a connection that never came about. */
  readonly isUnsent?: boolean;
}

/** The stream ended before the provider said that the reply was complete. */
export class CutStreamError extends Error {
  override readonly name = 'CutStreamError';
}

/** What to throw where a stream ended early; one without any event was no reply at all, but a gateway's page, say. */
export function cutStream(hasBegun: boolean): CutStreamError {
  return new CutStreamError(
    hasBegun ? 'the stream ended before the reply did' : 'no reply of this API came; is the base URL right?',
  );
}

/** The provider gave up inside the stream. */
export class InStreamError extends Error {
  override readonly name = 'InStreamError';
  /** Its own word for why. */
  readonly code: string | undefined;
  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Money is short: the one thing behind a 429 that waiting does not cure. */
const UNPAID = new Set(['insufficient_quota', 'billing_error']);

/** Inside a stream there is no status; these codes stand for one that stays. */
const LASTING = new Set([
  'authentication_error',
  'permission_error',
  'not_found_error',
  'invalid_request_error',
  'invalid_prompt',
  'invalid_api_key',
  'data_residency_mismatch',
  'bio_policy',
]);

/** Failures of the connection itself, which both SDKs let through as they are; null for anything else. */
export function connectionFailure(error: unknown): Failure | null {
  if (error instanceof CutStreamError) return { kind: 'cut', message: error.message };
  if (error instanceof InStreamError) return { kind: 'in-stream', message: error.message, code: error.code };
  if (error instanceof SyntaxError) return { kind: 'garbled', message: `invalid JSON (${error.message})` };
  // fetch reports a connection that broke while the body was read as a TypeError with the socket's error as its cause
  if (error instanceof TypeError && error.cause instanceof Error) {
    return { kind: 'cut', message: `${error.message}: ${error.cause.message}` };
  }
  return null;
}

export function isTransient({ status, code }: Failure): boolean {
  if (code !== undefined && UNPAID.has(code)) return false;
  if (status === undefined) return code === undefined || !LASTING.has(code);
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The failure as an error for the ledger, the retry and the user. `usage`: what is billed all the same. */
export function providerError(
  asked: Asked,
  failure: Failure,
  extra: { usage?: Usage | undefined; now?: number } = {},
): ProviderError {
  const { status, requestId, headers } = failure;
  const what = [status, failure.code, plain(failure.message)]
    .filter((part) => part !== undefined)
    .join(' ')
    .replace(/\.$/, '');
  const where = requestId === undefined ? '' : ` (request ${requestId})`;
  const text = `${asked.provider} ${asked.model}: ${what}${where}. ${remedy(failure)}`;
  return new ProviderError(withoutKey(text, asked.apiKey), {
    transient: isTransient(failure),
    status,
    requestId,
    retryAfterMs: headers && retryAfterMs(headers, extra.now ?? Date.now()),
    usage: extra.usage,
    mayBeBilled: mayBeBilled(failure),
    scope: refusalScope(failure),
  });
}

/** A request that never left cannot be billed, nor one that was answered by an error. */
function mayBeBilled({ kind, isUnsent = false }: Failure): boolean {
  return kind !== 'refused' && !isUnsent;
}

/** No connection came about: the server has seen nothing of the request. */
export function isUnsent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && UNSENT.has(cause.code)) return true;
  }
  return false;
}

/** `retry-after-ms`, else `retry-after` as seconds or as a date; undefined where neither can be read. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Gateways answer with pages; of one its title says all. */
function plain(message: string): string {
  if (!/<html|<!doctype html/i.test(message)) return message;
  const title = /<title>([^<]*)<\/title>/i.exec(message)?.[1]?.trim();
  return title ? `an HTML page, "${title}"` : 'an HTML page';
}

/** Servers quote keys in their errors, whole or masked as `sk-abc***xyz`. */
function withoutKey(text: string, apiKey: string): string {
  const whole = apiKey === '' ? text : text.replaceAll(apiKey, '[key]');
  return whole.replace(/\bsk-[\w*-]+(\.[\w*-]+)*/g, '[key]');
}

function remedy(failure: Failure): string {
  const { kind, status, code } = failure;
  const scope = refusalScope(failure);
  if (scope === 'context')
    return 'The conversation is too long for the model. Lower context.tokenLimit if it is so from the start, contextLimitTokens if it grows so.';
  if (/maximum allowed number of output tokens/i.test(failure.message))
    return "Lower the role's maxOutputTokens or its thinking.";
  if (/responses/i.test(failure.message) && scope === 'model')
    return 'Ask this model as openai-responses:NAME.';
  if (code === 'insufficient_quota' || code === 'billing_error' || (scope === 'key' && status === 400))
    return 'Add credit to the account, then resume.';
  if (kind === 'deadline')
    return 'Raise running.firstTokenMs or running.betweenTokensMs if the model is this slow.';
  if (kind === 'network') return 'Check the network and the base URL.';
  switch (status) {
    case 400:
    case 422:
      return 'The request itself is refused; another attempt will not help.';
    case 401:
      return 'Check the API key.';
    case 403:
      return 'The key may not use this model; check its permissions.';
    case 404:
      return 'Check the name of the model and the base URL.';
    case 429:
      return 'Lower running.slots, or wait and resume.';
    default:
      return 'This may pass; resume the run later if it lasts.';
  }
}
