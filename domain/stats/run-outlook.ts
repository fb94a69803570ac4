import { bootstrapTotals, quantile } from './bootstrap-totals.ts';

export interface Outlook {
  /** What the run will have cost at its end. */
  readonly expectedUsd: number;
  /** 5th and 95th percentile; null where fewer than two issues are finished. */
  readonly lowUsd: number | null;
  readonly highUsd: number | null;
}

export interface RunState {
  /** Cost of each finished issue. */
  readonly finishedUsd: readonly number[];
  readonly issuesLeft: number;
  /** What the issues that are left have cost so far. */
  readonly spentOnLeftUsd: number;
}

const BOOTSTRAP = { rounds: 200, seed: 5 };

/** Finished issues stand for those to come; null where none is finished. */
export function outlook({ finishedUsd, issuesLeft, spentOnLeftUsd }: RunState): Outlook | null {
  if (finishedUsd.length === 0) return null;
  const spent = finishedUsd.reduce((sum, usd) => sum + usd, 0);
  // What is spent is spent, whatever was to be expected.
  const end = (rest: number) => spent + Math.max(rest, spentOnLeftUsd);
  const expectedUsd = end((spent / finishedUsd.length) * issuesLeft);
  if (finishedUsd.length < 2) return { expectedUsd, lowUsd: null, highUsd: null };
  const totals = bootstrapTotals(finishedUsd, issuesLeft, BOOTSTRAP);
  return { expectedUsd, lowUsd: end(quantile(totals, 0.05)), highUsd: end(quantile(totals, 0.95)) };
}

const TIMES_THE_MEDIAN = 3;
const LEAST_FINISHED = 3;
/** Below this nobody needs to be told. */
const FLOOR_USD = 1;

/** What an issue may cost before it counts as costing far more than the others; null where too few are finished. */
export function costlyAboveUsd(finishedUsd: readonly number[]): number | null {
  if (finishedUsd.length < LEAST_FINISHED) return null;
  const sorted = finishedUsd.toSorted((a, b) => a - b);
  return Math.max(FLOOR_USD, TIMES_THE_MEDIAN * quantile(sorted, 0.5));
}
