import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { MachineryError } from '../../domain/errors.ts';
import type { Model } from '../../domain/model.ts';
import { ProviderError } from './provider-error.ts';
import type { RetryAllowance } from './retry-allowance.ts';

/** A provider that asks for more than this has failed for good: its quota will not be back while anyone watches. */
export const LONGEST_RETRY_AFTER_MS = 600_000;

export interface RetryOptions {
  /** Attempts after the first. */
  readonly retries: number;
  /** Wait before the first of them; doubles each time, times a random factor between 1 and 2. */
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
  readonly longestRetryAfterMs?: number;
  /** Shared by all calls of a run; without end where left out. */
  readonly allowance?: Pick<RetryAllowance, 'take' | 'answered'>;
}

/**
 * Tries again after failures that may pass. Asks with the same `callId` each time; throws the last failure, or the
 * signal's reason when cancelled. What the provider asks to wait comes on top of the backoff, so that callers who
 * were all told the same time do not come back together.
 */
export function retrying(
  model: Model,
  {
    retries,
    firstDelayMs = 1_000,
    longestDelayMs = 60_000,
    longestRetryAfterMs = LONGEST_RETRY_AFTER_MS,
    allowance,
  }: RetryOptions,
): Model {
  return {
    async ask(request, signal) {
      signal.throwIfAborted();
      try {
        const reply = await pRetry(() => model.ask(request, signal), {
          retries,
          minTimeout: firstDelayMs,
          maxTimeout: longestDelayMs,
          randomize: true,
          signal,
          shouldRetry: async ({ error, retriesLeft }) => {
            const askedMs = error instanceof ProviderError ? (error.retryAfterMs ?? 0) : 0;
            if (!(error instanceof MachineryError && error.transient) || askedMs > longestRetryAfterMs)
              return false;
            // The last attempt's try is not made.
            if (retriesLeft > 0 && allowance?.take() === false) throw notAgain(error);
            await wait(askedMs, undefined, { signal });
            return true;
          },
        });
        allowance?.answered();
        return reply;
      } catch (error) {
        // Libraries wrap or replace the reason; callers tell a cancelled call by its identity.
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}

function notAgain(error: MachineryError): MachineryError {
  return new MachineryError(
    `${error.message} Not tried again: too large a share of the run's calls fails; resume when the provider is well.`,
    { transient: false, cause: error },
  );
}
