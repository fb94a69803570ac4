import { type Limited, limitsIn } from './limit-headers.ts';

/** What a call takes of each limit. */
export type Load = Readonly<Record<Limited, number>>;

/** Settable ceilings per minute; null: only what the provider tells. */
export interface Ceilings {
  readonly requestsPerMinute: number | null;
  readonly inputTokensPerMinute: number | null;
  readonly outputTokensPerMinute: number | null;
}

/** A bucket that fills continuously, as both providers document theirs; never above one minute's worth. */
interface Bucket {
  perMinute: number;
  level: number;
  /** The provider or the user said it; else it was found by trying. */
  told: boolean;
}

const MINUTE_MS = 60_000;
/** After a refusal that names no time to wait. */
const PAUSE_MS = 1_000;
/**
 * Of the rate that led to a refusal where no header tells the limit, yet never below what is being answered: a provider
 * that refuses a few calls at random is not short of anything. From there it grows by a quarter a minute.
 */
const BACK_OFF = 0.7;
const GROWTH_PER_MINUTE = 0.25;

/** What may be sent under one key to one model. Every method is O(1); time is passed in, in ms of one steady clock. */
export class RateLimits {
  readonly #ceilings = new Map<Limited, number>();
  readonly #buckets = new Map<Limited, Bucket>();
  #filledAtMs = 0;
  #pausedUntilMs = 0;
  /** Everything taken so far. */
  #taken: Load = { requests: 0, input: 0, output: 0, tokens: 0 };
  /** Requests of about the last minute: each counts less as it ages. */
  #recentRequests = 0;
  /** Those of them that were answered. */
  #recentAnswers = 0;
  #firstAtMs: number | null = null;

  constructor({ requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute }: Ceilings) {
    this.#limit('requests', requestsPerMinute);
    this.#limit('input', inputTokensPerMinute);
    this.#limit('output', outputTokensPerMinute);
  }

  get pausedUntilMs(): number {
    return this.#pausedUntilMs;
  }

  /** How long a call must wait; 0 where it may be sent now. A call above a whole minute's worth waits for a full bucket. */
  waitMs(load: Load, nowMs: number): number {
    this.#fill(nowMs);
    let longest = Math.max(0, this.#pausedUntilMs - nowMs);
    for (const [what, { perMinute, level }] of this.#buckets) {
      const missing = Math.min(load[what], perMinute) - level;
      // What floating point leaves over must not become a timer of no length.
      if (missing > 1e-6) longest = Math.max(longest, Math.ceil((missing / perMinute) * MINUTE_MS));
    }
    return longest;
  }

  /** Returns all that was taken up to and with this call, which `learn` needs to read its response. */
  take(load: Load, nowMs: number): Load {
    this.#fill(nowMs);
    this.#firstAtMs ??= nowMs;
    this.#recentRequests += load.requests;
    for (const [what, bucket] of this.#buckets) bucket.level -= load[what];
    const { requests, input, output, tokens } = this.#taken;
    this.#taken = {
      requests: requests + load.requests,
      input: input + load.input,
      output: output + load.output,
      tokens: tokens + load.tokens,
    };
    return this.#taken;
  }

  /** A call got its reply: so much is allowed. */
  answered(): void {
    this.#recentAnswers += 1;
  }

  /** Corrects what a call took once the provider has counted it. */
  correct(taken: Load, counted: Load): void {
    for (const [what, bucket] of this.#buckets)
      bucket.level = Math.min(bucket.perMinute, bucket.level + taken[what] - counted[what]);
  }

  /**
   * Learns from a response. Its numbers know nothing of the calls sent after its own, so these are taken off; what has
   * come back meanwhile is not added, since nobody knows when the provider looked. It only ever lowers a known level.
   */
  learn(headers: Headers, takenUpToIt: Load, nowMs: number): void {
    this.#fill(nowMs);
    for (const [what, { perMinute, left }] of limitsIn(headers)) {
      const limit = Math.min(perMinute, this.#ceilings.get(what) ?? Number.POSITIVE_INFINITY);
      const known = this.#buckets.get(what);
      const now = left - (this.#taken[what] - takenUpToIt[what]);
      const level = Math.min(now, known?.told ? known.level : now);
      this.#buckets.set(what, { perMinute: limit, level: Math.min(level, limit), told: true });
    }
  }

  /** A 429: everything under the key waits as long as the provider asks. */
  refused(retryAfterMs: number | undefined, nowMs: number): void {
    this.#fill(nowMs);
    const alreadyPaused = this.#pausedUntilMs > nowMs;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + (retryAfterMs ?? PAUSE_MS));
    const requests = this.#buckets.get('requests');
    if (requests?.told || alreadyPaused) return;
    const before = requests?.perMinute ?? this.#perMinute(this.#recentRequests, nowMs);
    const perMinute = Math.max(1, BACK_OFF * before, this.#perMinute(this.#recentAnswers, nowMs));
    this.#buckets.set('requests', { perMinute, level: 1, told: false });
  }

  #perMinute(recent: number, nowMs: number): number {
    const sinceFirstMs = Math.max(1_000, nowMs - (this.#firstAtMs ?? nowMs));
    return recent * Math.max(1, MINUTE_MS / sinceFirstMs);
  }

  #limit(what: Limited, perMinute: number | null): void {
    if (perMinute === null) return;
    this.#ceilings.set(what, perMinute);
    this.#buckets.set(what, { perMinute, level: perMinute, told: true });
  }

  #fill(nowMs: number): void {
    const minutes = Math.max(0, nowMs - this.#filledAtMs) / MINUTE_MS;
    this.#filledAtMs = Math.max(this.#filledAtMs, nowMs);
    this.#recentRequests *= Math.exp(-minutes);
    this.#recentAnswers *= Math.exp(-minutes);
    for (const bucket of this.#buckets.values()) {
      // Only while nothing refuses: a paused key teaches nothing.
      if (!bucket.told && this.#pausedUntilMs <= nowMs)
        bucket.perMinute *= 1 + GROWTH_PER_MINUTE * Math.min(1, minutes);
      bucket.level = Math.min(bucket.perMinute, bucket.level + bucket.perMinute * minutes);
    }
  }
}
