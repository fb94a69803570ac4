import type { CacheTtl, Model, ModelRequest, Reply } from '../../domain/model.ts';
import { Departures } from './departures.ts';
import { isGood, KeyChoice } from './key-choice.ts';
import { conversationName, countedLoad, gatedPrefix, type KeyLane, readableUntilMs } from './key-lane.ts';
import { ProviderError } from './provider-error.ts';
import { type Ceilings, RateLimits } from './rate-limits.ts';
import { LONGEST_RETRY_AFTER_MS } from './retrying.ts';
import { LONGEST_TIMER_MS } from './token-clock.ts';
import { type Turn, type Waiting, WaitingLine } from './waiting-line.ts';
import { WarmPrefixes } from './warm-prefixes.ts';

export interface TrafficOptions {
  /** Calls in flight at once, over all models and keys. */
  readonly slots: number;
  readonly cacheTtl: CacheTtl;
  readonly limits: Ceilings;
  /** Once aborted, what waits is not sent any more and ends with the error that `because` makes. */
  readonly stopping?: { readonly signal: AbortSignal; readonly because: () => Error };
  /** Milliseconds of a steady clock. */
  readonly now?: () => number;
}

/** One model behind each of its keys. */
export interface KeyedModel {
  readonly models: readonly Model[];
  readonly countsReads: boolean;
}

interface Sending {
  readonly lane: KeyLane;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly keys: KeyChoice;
}

/** The call waits under a key that cannot be used for long; it starts again under another. */
class MovedError extends Error {
  override readonly name = 'MovedError';
}

/**
 * Decides when each call is sent, over all models and stages of a run: `slots` calls in flight, the limits of every
 * key kept, the first call of a shared prefix alone until its reply begins. A call that waits holds nothing, neither a
 * slot nor money, and a cancelled one leaves at once.
 */
export function traffic(options: TrafficOptions): (keyed: KeyedModel) => Model {
  const junction = new Junction(options);
  return (keyed) => junction.model(keyed);
}

class Junction {
  readonly #options: TrafficOptions;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #line: WaitingLine;
  readonly #departures = new Departures();
  #inFlight = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#ttlMs = options.cacheTtl === '1h' ? 3_600_000 : 300_000;
    this.#now = options.now ?? (() => performance.now());
    this.#line = new WaitingLine(this.#ttlMs);
    const { stopping } = options;
    stopping?.signal.addEventListener('abort', () => {
      for (const call of this.#line.clear()) call.refuse(stopping.because());
      this.#pump();
    });
  }

  model({ models, countsReads }: KeyedModel): Model {
    const lanes = models.map((model): KeyLane => {
      const limits = new RateLimits(this.#options.limits);
      const prefixes = new WarmPrefixes(this.#ttlMs);
      return { model, limits, prefixes, countsReads, calls: 0, issues: 0, dead: false };
    });
    const keys = new KeyChoice(lanes);
    return {
      ask: async (request, signal) => {
        for (;;) {
          signal.throwIfAborted();
          const lane = keys.laneFor(request.key.instanceId, this.#now());
          lane.calls += 1;
          try {
            const turn = await this.#turn(request, lane, signal);
            return await this.#send(request, { lane, turn, signal, keys });
          } catch (error) {
            // A dead key's call was not answered and is no fault of its own; another key takes it.
            const moves = lane.dead && isOfKey(error) && keys.hasOther(lane, this.#now());
            if (!(error instanceof MovedError || moves)) throw error;
          } finally {
            lane.calls -= 1;
          }
        }
      },
    };
  }

  /** Resolves when the call may be sent; its slot is then taken. */
  #turn(request: ModelRequest, lane: KeyLane, signal: AbortSignal): Promise<Turn> {
    const { stopping } = this.#options;
    return new Promise((resolve, reject) => {
      const sinceMs = this.#now();
      const leave = () => {
        this.#line.remove(call);
        reject(signal.reason);
        this.#pump();
      };
      const call: Waiting = {
        request,
        lane,
        sinceMs,
        dueMs: readableUntilMs(request, lane, sinceMs) ?? sinceMs + this.#ttlMs,
        send: (turn) => {
          stay();
          resolve(turn);
        },
        refuse: (reason) => {
          stay();
          reject(reason);
        },
      };
      if (stopping?.signal.aborted) return reject(stopping.because());
      const stay = this.#departures.on(signal, leave);
      this.#line.add(call);
      this.#pump();
    });
  }

  /** Sends as many calls as may be sent, and looks again when the next one may. */
  #pump(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#inFlight < this.#options.slots) {
      const nowMs = this.#now();
      const choice = this.#line.next(nowMs);
      if (choice.call === null) {
        if (choice.againInMs !== null)
          this.#timer = setTimeout(() => this.#pump(), Math.min(choice.againInMs, LONGEST_TIMER_MS));
        return;
      }
      const { request, lane } = choice.call;
      const prefix = gatedPrefix(request);
      const warms = prefix !== null && lane.prefixes.expiresAtMs(prefix, nowMs) === null;
      if (warms) lane.prefixes.warming(prefix);
      const taken = lane.limits.take(choice.load, nowMs);
      this.#inFlight += 1;
      choice.call.send({ load: choice.load, taken, warms });
    }
  }

  async #send(request: ModelRequest, { lane, turn, signal, keys }: Sending): Promise<Reply> {
    const prefix = gatedPrefix(request);
    const sentMs = this.#now();
    let hasBegun = false;
    const begun = () => {
      if (hasBegun) return;
      hasBegun = true;
      request.begun?.();
      if (prefix === null) return;
      // From when it was sent: the provider's clock began before the first event was here.
      lane.prefixes.begun(prefix, sentMs);
      lane.prefixes.begun(conversationName(request), sentMs);
      if (turn.warms) this.#pump();
    };
    const heard = (headers: Headers) => {
      request.heard?.(headers);
      lane.limits.learn(headers, turn.taken, this.#now());
    };
    try {
      const reply = await lane.model.ask({ ...request, begun, heard }, signal);
      begun();
      lane.limits.answered();
      lane.limits.correct(turn.load, countedLoad(reply.usage, lane));
      return reply;
    } catch (error) {
      if (turn.warms && !hasBegun && prefix !== null) lane.prefixes.failed(prefix);
      this.#blame(lane, keys, error);
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  /** What a failure says of the key; calls that wait under one that is no good any more move to another. */
  #blame(lane: KeyLane, keys: KeyChoice, error: unknown): void {
    const nowMs = this.#now();
    if (isOfKey(error)) lane.dead = true;
    // A dead key that stands alone refuses each call by itself: nobody is kept waiting for it.
    else if (error instanceof ProviderError && error.status === 429)
      lane.limits.refused(error.retryAfterMs, nowMs);
    if (isGood(lane, nowMs) || !keys.hasOther(lane, nowMs)) return;
    for (const call of this.#line.clear(lane)) call.refuse(new MovedError());
  }
}

/** Statuses that, when they stay, tell of the key and not of the request: no credit, no right, spent quota. */
const KEY_REFUSED = new Set([401, 402, 403, 429]);

function isOfKey(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.status === undefined) return false;
  if (error.status === 429 && (error.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) return true;
  return !error.transient && KEY_REFUSED.has(error.status);
}
