import type { Config } from '../../domain/config.ts';
import { bootstrapTotals, quantile } from '../../domain/stats/bootstrap-totals.ts';
import type { Plan } from '../../domain/stats/planner.ts';
import { bestGrid } from './best-grid.ts';
import {
  type IssueCost,
  issueSeconds,
  PLANNED_ROLES,
  type PlannedRole,
  issueUsd as usdOf,
} from './stage-cost.ts';

const BOOTSTRAP = { rounds: 1_000, seed: 20_250_114 };

/** USD are null where a price is unknown; `p95` also where nothing was measured that could say it. */
export interface Spread {
  readonly median: number | null;
  readonly p95: number | null;
  readonly expected: number | null;
}

export interface PlannedStage {
  readonly role: PlannedRole;
  readonly callsPerIssue: number;
  readonly usdPerIssue: number | null;
}

export interface Forecast {
  readonly issues: number;
  readonly samples: number;
  readonly turns: number;
  readonly stages: readonly PlannedStage[];
  readonly perIssueUsd: Spread;
  readonly totalUsd: Spread;
  /** Total where every trajectory used all its turns; null where a pilot says what is likely. */
  readonly mostUsd: number | null;
  readonly hours: number;
  readonly budget: BudgetReach | null;
  readonly issueBudget: IssueBudget | null;
}

/** The most that an issue may spend; the stages are what it would cost without that. */
export interface IssueBudget {
  readonly usd: number;
  /** Share of issues that end by it; null where a price is unknown. */
  readonly endedShare: number | null;
}

export interface BudgetReach {
  readonly usd: number;
  /** Issues at the median cost; null where that is unknown. */
  readonly issues: number | null;
  readonly best: Plan | null;
}

export interface ForecastInput {
  readonly config: Config;
  readonly issues: number;
  /** Expected costs of issues, measured ones or those of the data set. */
  readonly costOf: (config: Config) => readonly IssueCost[];
  /** Costs that an issue may come to, each as likely as the others; null where nothing says how issues differ. */
  readonly spread: readonly IssueCost[] | null;
  /** Of issues whose every trajectory uses all its turns. */
  readonly most: readonly IssueCost[] | null;
}

export function forecast({ config, issues, costOf, spread, most }: ForecastInput): Forecast {
  const costs = costOf(config);
  const { budgetUsd, issueUsd } = config.running;
  const known = knownUsd(costs, issueUsd);
  const values = spread === null ? null : knownUsd(spread, issueUsd);
  const perIssueUsd = spreadOf(known, values);
  return {
    issues,
    samples: config.samples,
    turns: config.editing.turns,
    stages: stagesOf(costs),
    perIssueUsd,
    totalUsd: totalOf(known, values, issues),
    mostUsd: most === null ? null : times(mean(knownUsd(most, issueUsd)), issues),
    hours: (meanOf(costs.map(issueSeconds)) * issues) / config.running.slots / 3600,
    budget:
      budgetUsd === null
        ? null
        : {
            usd: budgetUsd,
            issues: reached(budgetUsd, perIssueUsd.median, issues),
            best: bestGrid(config, Math.min(budgetUsd / issues, issueUsd ?? Infinity), costOf),
          },
    issueBudget:
      issueUsd === null ? null : { usd: issueUsd, endedShare: endedShare(spread ?? costs, issueUsd) },
  };
}

/** None above the limit. Null where any is unknown: the others alone would be too cheap. */
function knownUsd(costs: readonly IssueCost[], limitUsd: number | null): number[] | null {
  const known = costs.flatMap((cost) => usdOf(cost) ?? []);
  return known.length === costs.length ? known.map((usd) => Math.min(usd, limitUsd ?? usd)) : null;
}

function endedShare(costs: readonly IssueCost[], limitUsd: number): number | null {
  const known = knownUsd(costs, null);
  return known && known.filter((usd) => usd > limitUsd).length / known.length;
}

function stagesOf(costs: readonly IssueCost[]): PlannedStage[] {
  return PLANNED_ROLES.map((role) => {
    const own = costs.map((cost) => cost[role]);
    const usd = own.flatMap((one) => (one.calls === 0 ? 0 : (one.usd ?? [])));
    return {
      role,
      callsPerIssue: meanOf(own.map(({ calls }) => calls)),
      usdPerIssue: usd.length === own.length ? meanOf(usd) : null,
    };
  });
}

function spreadOf(costs: readonly number[] | null, spread: readonly number[] | null): Spread {
  if (costs === null) return UNKNOWN;
  const sorted = (spread ?? costs).toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    p95: spread === null ? null : quantile(sorted, 0.95),
    expected: meanOf(costs),
  };
}

function totalOf(costs: readonly number[] | null, spread: readonly number[] | null, issues: number): Spread {
  if (costs === null) return UNKNOWN;
  const expected = meanOf(costs) * issues;
  if (spread === null) return { median: expected, p95: null, expected };
  const totals = bootstrapTotals(spread, issues, BOOTSTRAP);
  return { median: quantile(totals, 0.5), p95: quantile(totals, 0.95), expected };
}

const UNKNOWN: Spread = { median: null, p95: null, expected: null };

function reached(budgetUsd: number, median: number | null, issues: number): number | null {
  if (median === null) return null;
  return median === 0 ? issues : Math.min(issues, Math.floor(budgetUsd / median));
}

function mean(values: readonly number[] | null): number | null {
  return values === null ? null : meanOf(values);
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
