/** A fix as somebody might write it: texts of one file that are replaced, each found exactly once. */
export interface Fix {
  readonly title: string;
  readonly file: string;
  readonly replacements: readonly (readonly [search: string, replace: string])[];
  /** Titles of the hidden tests that must catch it, among others perhaps; empty for a right fix. */
  readonly caughtBy: readonly string[];
}
