import { BudgetError } from '../domain/errors.ts';

interface Waiter {
  readonly usd: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Money that a run may spend. A call holds its largest possible cost before it is sent; one that does not fit
 * waits, first come first served, while others are in flight that may cost less than they hold, and is refused when
 * none is.
 */
export class Budget {
  readonly #limitUsd: number | null;
  readonly #waiters: Waiter[] = [];
  #spentUsd: number;
  #heldUsd = 0;
  #inFlight = 0;

  /** `spentUsd`: settled costs and open reservations of earlier processes. */
  constructor(limitUsd: number | null, spentUsd: number) {
    this.#limitUsd = limitUsd;
    this.#spentUsd = spentUsd;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Resolves once `usd` is held; throws a BudgetError where it can never be. */
  async hold(usd: number): Promise<void> {
    if (this.#waiters.length === 0 && this.#fits(usd)) return this.#take(usd);
    if (this.#inFlight === 0) throw this.#refusal(usd);
    await new Promise<void>((resolve, reject) => this.#waiters.push({ usd, resolve, reject }));
  }

  /** Replaces what a call held by what it cost, and lets waiting calls go on. */
  settle(heldUsd: number, costUsd: number): void {
    this.#heldUsd -= heldUsd;
    this.#spentUsd += costUsd;
    this.#inFlight -= 1;
    this.#wake();
  }

  #fits(usd: number): boolean {
    return this.#limitUsd === null || this.#spentUsd + this.#heldUsd + usd <= this.#limitUsd;
  }

  #take(usd: number): void {
    this.#heldUsd += usd;
    this.#inFlight += 1;
  }

  #wake(): void {
    for (let first = this.#waiters[0]; first; first = this.#waiters[0]) {
      if (this.#fits(first.usd)) {
        this.#take(first.usd);
        first.resolve();
      } else if (this.#inFlight === 0) {
        first.reject(this.#refusal(first.usd));
      } else {
        return;
      }
      this.#waiters.shift();
    }
  }

  #refusal(usd: number): BudgetError {
    const left = (this.#limitUsd ?? 0) - this.#spentUsd - this.#heldUsd;
    return new BudgetError(
      `the next call may cost ${usd.toFixed(4)} USD and ${Math.max(0, left).toFixed(4)} of ${this.#limitUsd} USD are left; raise --budget to go on`,
    );
  }
}
