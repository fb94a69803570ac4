import { betaCoverage, momentBeta } from './moment-beta.ts';

/** What is known of one limit of turns. */
export interface TurnLimit {
  readonly turns: number;
  readonly pass1: number;
  readonly pass2: number;
  /** Of one sample, at this limit. */
  readonly sampleUsd: number;
  /** Share of the way from pass@1 to coverage that selection goes; 1 plans on coverage. */
  readonly gap: number;
}

export interface Plan {
  readonly samples: number;
  readonly turns: number;
  /** Expected share of issues whose selected patch is right. */
  readonly score: number;
  readonly costUsd: number;
}

/** The samples x turns with the best expected score within a budget (maths.md, 4.3); null where none fits. */
export function bestPlan(limits: readonly TurnLimit[], budgetUsd: number, fixedUsd = 0): Plan | null {
  const plans = limits.flatMap((limit) => {
    const samples = Math.floor((budgetUsd - fixedUsd) / limit.sampleUsd);
    if (!(samples >= 1) || !Number.isFinite(samples)) return [];
    const costUsd = fixedUsd + samples * limit.sampleUsd;
    return [{ samples, turns: limit.turns, score: plannedScore(limit, samples), costUsd }];
  });
  return plans.reduce<Plan | null>(
    (best, plan) => (best === null || plan.score > best.score ? plan : best),
    null,
  );
}

/** V(k, i): more samples never lower it, so at one limit of turns the most that fit are best. */
export function plannedScore({ pass1, pass2, gap }: TurnLimit, samples: number): number {
  // Every issue is solved always or never: more samples solve no more.
  if (pass2 <= pass1) return pass1;
  const beta = momentBeta(pass1, pass2);
  const coverage = beta === null ? 1 - (1 - pass1) ** samples : betaCoverage(beta, samples);
  return pass1 + gap * (coverage - pass1);
}
