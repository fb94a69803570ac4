/** Both in milliseconds. A provider that thinks in silence needs a long `firstTokenMs`. */
export interface Deadlines {
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
}

export interface TokenClock {
  /** Aborted by the caller or by a missed deadline; closes the connection. */
  readonly signal: AbortSignal;
  /** What was missed, in words; null while every deadline has been kept. */
  missed(): string | null;
  /** To be called at every token; keep-alives are not tokens. */
  token(): void;
  stop(): void;
}

/** Longer timers overflow Node's 32 bits and fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the wait for the first token. `stop` must follow, or the timer keeps the process alive. */
export function startTokenClock(
  { firstTokenMs, betweenTokensMs }: Deadlines,
  outer: AbortSignal,
): TokenClock {
  const controller = new AbortController();
  // Not AbortSignal.any: the outer signal lives as long as the run and would gather one dependant per call.
  const abort = () => controller.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });

  let missed: string | null = null;
  const arm = (ms: number, what: string) =>
    setTimeout(
      () => {
        missed = `no ${what} within ${ms} ms`;
        controller.abort();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
  let timer = arm(firstTokenMs, 'first token');

  return {
    signal: controller.signal,
    missed: () => missed,
    token() {
      clearTimeout(timer);
      timer = arm(betweenTokensMs, 'further token');
    },
    stop() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}
