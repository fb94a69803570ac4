/** What the official rules read from a log, as far as the rules about runners need it. */
export interface Verdicts {
  /** All tests that the verdict depends on. */
  readonly listed: ReadonlySet<string>;
  /** Those of them that the official parser calls passed. */
  readonly passed: ReadonlySet<string>;
  /** Names of the tests that a text shows, with their status. */
  statusesIn(text: string): ReadonlyMap<string, string>;
}
