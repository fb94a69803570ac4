import { MachineryError } from '../../domain/errors.ts';
import type { Usage } from '../../domain/usage.ts';
import type { RefusalScope } from './refusal-scope.ts';

export interface ProviderErrorOptions extends ErrorOptions {
  readonly transient: boolean;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly usage?: Usage | undefined;
  readonly mayBeBilled?: boolean;
  readonly scope?: RefusalScope;
}

/** A provider did not answer one attempt at a call. Its message names provider, model, request and remedy, never the key. */
export class ProviderError extends MachineryError {
  override readonly name: string = 'ProviderError';
  /** HTTP status; undefined where no response came or the failure came inside a stream. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** How long the provider asks to wait before the next attempt. */
  readonly retryAfterMs: number | undefined;
  /** Tokens that the provider counted before it failed, hence bills, where it said so. */
  readonly usage: Usage | undefined;
  /**
   * Whether the provider may bill more than `usage` says: it took the request, and how far it came is not known. A
   * request that it refused by a status costs nothing.
   */
  readonly mayBeBilled: boolean;
  readonly scope: RefusalScope;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, options);
    this.status = options.status;
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
    this.usage = options.usage;
    this.mayBeBilled = options.mayBeBilled ?? false;
    this.scope = options.scope ?? 'call';
  }
}

/** The same refusal, of a request that will be put otherwise: it is tried again at once. */
export function curable(error: ProviderError): ProviderError {
  const { message, status, requestId } = error;
  return new ProviderError(message, { transient: true, status, requestId, retryAfterMs: 0, cause: error });
}
