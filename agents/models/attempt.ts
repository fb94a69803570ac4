import type { ModelRequest, Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import { canBe } from './believed-usage.ts';
import { type Asked, connectionFailure, type Failure, providerError } from './provider-failure.ts';
import { type Deadlines, startTokenClock } from './token-clock.ts';

/** What a provider reports while it reads a stream. */
export interface Progress {
  readonly signal: AbortSignal;
  /** The first event has arrived. */
  readonly begun?: (() => void) | undefined;
  token(): void;
  /** Tokens counted so far; they are billed even if the stream breaks off. */
  billed(usage: Usage): void;
}

export interface Attempt extends Asked {
  readonly deadlines: Deadlines;
  /** Reads the SDK's own errors; null for others. */
  readonly failureOf: (error: unknown) => Failure | null;
  readonly request: ModelRequest;
}

/**
 * One attempt at a call under its deadlines. Throws a ProviderError, or the signal's reason when cancelled; an error
 * that is neither the provider's nor the connection's is a fault of ours and passes as it is.
 */
export async function attempt(
  call: Attempt,
  signal: AbortSignal,
  stream: (progress: Progress) => Promise<Reply>,
): Promise<Reply> {
  signal.throwIfAborted();
  const clock = startTokenClock(call.deadlines, signal);
  let usage: Usage | undefined;
  const billed = (counted: Usage) => {
    if (canBe(counted, call.request)) usage = counted;
  };
  try {
    const reply = await stream({
      signal: clock.signal,
      begun: call.request.begun,
      token: clock.token,
      billed,
    });
    // Both SDKs end an aborted stream as if it were complete.
    clock.signal.throwIfAborted();
    return reply;
  } catch (error) {
    signal.throwIfAborted();
    const missed = clock.missed();
    const failure: Failure | null =
      missed === null
        ? (call.failureOf(error) ?? connectionFailure(error))
        : { kind: 'deadline', message: missed };
    if (failure === null) throw error;
    if (failure.headers) call.request.heard?.(failure.headers);
    throw providerError(call, failure, { usage });
  } finally {
    clock.stop();
  }
}
