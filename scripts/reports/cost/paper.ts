/** What CodeMonkeys spent on SWE-bench Verified, 500 issues, in USD (its Table 1). */
export const PAPER_ISSUES = 500;

export const PAPER_STAGES = {
  relevance: 334.02,
  ranking: 19.92,
  tests: 439.99,
  edits: 1366.02,
  selection: 131.95,
} as const;

/** Relevance ran on a model of the authors' own machines, which is not split by class. */
export const PAPER_CLASSES = {
  input: 25.79,
  'cache write': 545.26,
  'cache read': 674.69,
  output: 712.14,
  'local model': 334.02,
} as const;

export const PAPER_TOTAL_USD = 2291.9;
