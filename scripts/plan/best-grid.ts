import type { Config } from '../../domain/config.ts';
import { bestPlan, type Plan } from '../../domain/stats/planner.ts';
import { PAPER_LIMITS } from './paper-limits.ts';
import { type IssueCost, issueUsd } from './stage-cost.ts';

/** Samples among which any usual mixture of models has its proportions, so that a sample costs what they do on average. */
const MIXED = 300;

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
    const [some, more] = [at(MIXED), at(2 * MIXED)];
    if (some === null || more === null) return [];
    const sampleUsd = (more - some) / MIXED;
    const fixedUsd = some - MIXED * sampleUsd;
    const plan = sampleUsd > 0 ? bestPlan([{ ...limit, sampleUsd }], issueBudgetUsd, fixedUsd) : null;
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
