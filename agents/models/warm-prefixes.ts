type State = { readonly kind: 'warming' } | { readonly kind: 'warm'; readonly expiresAtMs: number };

const SWEEP_FROM = 1_000;

/**
 * What the provider's cache holds for one key, as far as its replies tell: a prefix can be read once the reply to the
 * call that writes it has begun (not before: calls sent together all pay for the writing), and each use of it begins
 * its time anew. An entry that ran out counts as gone.
 */
export class WarmPrefixes {
  readonly #ttlMs: number;
  readonly #states = new Map<string, State>();
  /** How many entries there may be before those that ran out are looked for. */
  #most = SWEEP_FROM;

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  isWarming(name: string): boolean {
    return this.#states.get(name)?.kind === 'warming';
  }

  /** Null where the prefix is cold. */
  expiresAtMs(name: string, nowMs: number): number | null {
    const state = this.#states.get(name);
    return state?.kind === 'warm' && state.expiresAtMs > nowMs ? state.expiresAtMs : null;
  }

  /** A call that will write the prefix is about to be sent. */
  warming(name: string): void {
    this.#states.set(name, { kind: 'warming' });
  }

  /** A reply to a call with the prefix has begun. */
  begun(name: string, nowMs: number): void {
    this.#states.set(name, { kind: 'warm', expiresAtMs: nowMs + this.#ttlMs });
    if (this.#states.size > this.#most) this.#sweep(nowMs);
  }

  /** The warming call failed before its reply began. */
  failed(name: string): void {
    if (this.isWarming(name)) this.#states.delete(name);
  }

  /** So rarely that it costs each entry a constant. */
  #sweep(nowMs: number): void {
    for (const [name, state] of this.#states) {
      if (state.kind === 'warm' && state.expiresAtMs <= nowMs) this.#states.delete(name);
    }
    this.#most = Math.max(SWEEP_FROM, 2 * this.#states.size);
  }
}
