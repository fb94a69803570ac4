type State = { readonly kind: 'warming' } | { readonly kind: 'warm'; readonly expiresAtMs: number };

/**
 * What the provider's cache holds for one key, as far as its replies tell: a prefix can be read once the reply to the
 * call that writes it has begun (not before: calls sent together all pay for the writing), and each use of it begins
 * its time anew. An entry that ran out counts as gone.
 */
export class WarmPrefixes {
  readonly #ttlMs: number;
  /** In the order of their last use, so that what ran out stands first. */
  readonly #states = new Map<string, State>();

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
    this.#put(name, { kind: 'warming' });
  }

  /** A reply to a call with the prefix has begun. */
  begun(name: string, nowMs: number): void {
    this.#forget(nowMs);
    this.#put(name, { kind: 'warm', expiresAtMs: nowMs + this.#ttlMs });
  }

  /** The warming call failed before its reply began. */
  failed(name: string): void {
    if (this.isWarming(name)) this.#states.delete(name);
  }

  #put(name: string, state: State): void {
    this.#states.delete(name);
    this.#states.set(name, state);
  }

  #forget(nowMs: number): void {
    for (const [name, state] of this.#states) {
      if (state.kind === 'warming') continue;
      if (state.expiresAtMs > nowMs) return;
      this.#states.delete(name);
    }
  }
}
