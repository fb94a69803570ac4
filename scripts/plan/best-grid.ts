import type { Config } from '../../domain/config.ts';
import { bestPlan, type Plan } from '../../domain/stats/planner.ts';
import { PAPER_LIMITS } from './paper-limits.ts';
import { type IssueCost, issueUsd } from './stage-cost.ts';

/**
 * The samples x turns with the best expected score for so much an issue (maths.md, 4.3): success and what selection
 * recovers by the paper's figure, costs by `costOf`. Null where nothing fits or a price is unknown.
 */
export function bestGrid(
  config: Config,
  issueBudgetUsd: number,
  costOf: (config: Config) => readonly IssueCost[],
): Plan | null {
  const plans = PAPER_LIMITS.flatMap((limit) => {
    const at = (samples: number) => meanUsd(costOf(withGrid(config, samples, limit.turns)));
    const [one, two] = [at(1), at(2)];
    if (one === null || two === null) return [];
    const sampleUsd = two - one;
    const plan = sampleUsd > 0 ? bestPlan([{ ...limit, sampleUsd }], issueBudgetUsd, one - sampleUsd) : null;
    return plan === null ? [] : [plan];
  });
  return plans.reduce<Plan | null>((best, plan) => (best && best.score >= plan.score ? best : plan), null);
}

function withGrid(config: Config, samples: number, turns: number): Config {
  return {
    ...config,
    edit: true,
    samples,
    testing: { ...config.testing, turns },
    editing: { ...config.editing, turns },
  };
}

function meanUsd(costs: readonly IssueCost[]): number | null {
  let sum = 0;
  for (const cost of costs) {
    const usd = issueUsd(cost);
    if (usd === null) return null;
    sum += usd;
  }
  return costs.length === 0 ? null : sum / costs.length;
}
