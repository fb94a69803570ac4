import Table from 'cli-table3';
import type { BudgetReach, Forecast, IssueBudget, Spread } from './forecast.ts';

const STAGE_NAMES = {
  relevance: 'relevance',
  ranking: 'ranking',
  testing: 'tests',
  editing: 'edits',
  selecting: 'selection',
} as const;

export interface PlanBasis {
  /** What the figures were made from, such as `pilot night, 20 finished issues`. */
  readonly source: string;
  /** What was read of the repositories, and what could not be. */
  readonly repositories: readonly string[];
  readonly assumptions: readonly string[];
}

export function planText(plan: Forecast, { source, repositories, assumptions }: PlanBasis): string {
  const lines = [
    `plan for ${plan.issues} issues, ${plan.samples} samples x ${plan.turns} turns, from ${source}`,
    ...repositories,
    stageTable(plan),
    `per issue (USD): ${spreadText(plan.perIssueUsd)}`,
    `total (USD): ${spreadText(plan.totalUsd)}`,
    ...(plan.mostUsd === null
      ? []
      : [`if every trajectory uses all its turns: ${plan.mostUsd.toFixed(2)} USD`]),
    `time: about ${plan.hours.toFixed(1)} hours of model calls`,
    ...(plan.budget === null ? [] : budgetLines(plan.budget, plan.issues)),
    ...(plan.issueBudget === null ? [] : [issueBudgetLine(plan.issueBudget)]),
    ...assumptions.map((line) => `  assumed: ${line}`),
  ];
  return lines.join('\n');
}

function stageTable({ stages }: Forecast): string {
  const table = new Table({
    head: ['stage', 'calls per issue', 'USD per issue'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { role, callsPerIssue, usdPerIssue } of stages)
    table.push([STAGE_NAMES[role], callsPerIssue.toFixed(1), usdText(usdPerIssue, 4)]);
  return table.toString();
}

function spreadText({ median, p95, expected }: Spread): string {
  if (expected === null) return 'unknown price';
  const high = p95 === null ? 'not known without a pilot or a repository' : p95.toFixed(2);
  return `median ${usdText(median, 2)}, p95 ${high}, expected ${expected.toFixed(2)}`;
}

function budgetLines({ usd, issues, best }: BudgetReach, all: number): string[] {
  const reach = issues === null ? 'unknown price' : `${issues} of ${all} issues at the median`;
  const grid =
    best === null
      ? 'no samples x turns fits all issues into it'
      : `best for all issues: ${best.samples} samples x ${best.turns} turns (${(best.costUsd * all).toFixed(2)} USD; ${(best.score * 100).toFixed(1)} % expected on the paper's issues and model)`;
  return [`budget ${usd.toFixed(2)} USD: ${reach}`, grid];
}

function issueBudgetLine({ usd, endedShare }: IssueBudget): string {
  const ended =
    endedShare === null ? 'unknown price' : `ends ${(100 * endedShare).toFixed(0)} % of the issues`;
  return `issue budget ${usd.toFixed(2)} USD: ${ended}; the stages are without it`;
}

function usdText(usd: number | null, decimals: number): string {
  return usd === null ? 'unknown price' : usd.toFixed(decimals);
}
