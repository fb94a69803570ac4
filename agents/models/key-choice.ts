import { type KeyLane, refusalOf } from './key-lane.ts';
import type { ProviderError } from './provider-error.ts';

/** A key that may not be used for longer than this loses its issues to others: their caches would be gone anyway. */
const LONGEST_PAUSE_MS = 60_000;

/** Which key an issue's calls use: always the same, whose cache is warm, while it is good for anything. */
export class KeyChoice {
  readonly #lanes: readonly KeyLane[];
  readonly #laneOf = new Map<string, KeyLane>();

  constructor(lanes: readonly KeyLane[]) {
    this.#lanes = lanes;
  }

  laneFor(instanceId: string, nowMs: number): KeyLane {
    const current = this.#laneOf.get(instanceId);
    if (current && isGood(current, nowMs)) return current;
    const chosen =
      this.#idlest((each) => isGood(each, nowMs)) ??
      (current && refusalOf(current) === null ? current : null) ??
      this.#idlest((each) => refusalOf(each) === null) ??
      this.#lanes[0];
    if (!chosen) throw new TypeError('a model needs a key');
    if (chosen !== current) {
      if (current) current.issues -= 1;
      chosen.issues += 1;
      this.#laneOf.set(instanceId, chosen);
    }
    return chosen;
  }

  /** Whether another key could take over from this one. */
  hasOther(lane: KeyLane, nowMs: number): boolean {
    return this.#lanes.some((each) => each !== lane && isGood(each, nowMs));
  }

  /** No key may ask this model any more. */
  refuse(why: ProviderError): void {
    for (const lane of this.#lanes) lane.modelRefusal ??= why;
  }

  #idlest(matches: (lane: KeyLane) => boolean): KeyLane | null {
    let best: KeyLane | null = null;
    for (const lane of this.#lanes) {
      if (!matches(lane)) continue;
      if (!best || lane.calls < best.calls || (lane.calls === best.calls && lane.issues < best.issues))
        best = lane;
    }
    return best;
  }
}

export function isGood(lane: KeyLane, nowMs: number): boolean {
  return refusalOf(lane) === null && lane.limits.pausedUntilMs - nowMs <= LONGEST_PAUSE_MS;
}
