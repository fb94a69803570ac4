/** How much a reply gives back of what a try costs: with more than a third of the attempts failing it runs dry. */
const PER_REPLY = 0.5;
const MOST = 100;

/**
 * The tries that all calls of a run have together. Each try takes one, each reply gives half of one back; in an outage
 * it is soon empty, and then every call is sent once, until replies come again.
 */
export class RetryAllowance {
  readonly #most: number;
  #left: number;

  constructor(most = MOST) {
    this.#most = most;
    this.#left = most;
  }

  /** Whether one more try may be made; it is then taken. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  answered(): void {
    this.#left = Math.min(this.#most, this.#left + PER_REPLY);
  }
}
