import { hasBatchPrice, parseModelName } from '../../agents/models/model-name.ts';
import { isBatched as mayWait } from '../../domain/batch.ts';
import { chargedPrice } from '../../domain/charged-price.ts';
import type { Config } from '../../domain/config.ts';
import { samplesByChoice } from '../../domain/model-choice.ts';
import { batchPrice, type Price } from '../../domain/price.ts';
import type { Usage } from '../../domain/usage.ts';
import { noModel } from '../model-access.ts';

export const PLANNED_ROLES = ['relevance', 'ranking', 'testing', 'editing', 'selecting'] as const;
export type PlannedRole = (typeof PLANNED_ROLES)[number];

/** What a role is expected to take for one issue. */
export interface RoleCost {
  readonly calls: number;
  /** Null where its model has no price. */
  readonly usd: number | null;
  /** Of calls that are answered at once: nobody knows how long one in a batch waits. */
  readonly seconds: number;
}

export type IssueCost = Readonly<Record<PlannedRole, RoleCost>>;

export const NO_COST: RoleCost = { calls: 0, usd: 0, seconds: 0 };

/** A model that a role asks for some of its samples. */
export interface PlannedModel {
  /** As the ledger knows it. */
  readonly label: string;
  readonly samples: number;
  /** Null where unknown. */
  readonly prices: PlannedPrices | null;
  /** Whether the first call of each sample goes in a batch. */
  readonly isBatched: boolean;
}

export interface PlannedPrices {
  /** Of the first call of each sample, and of the later ones. */
  readonly first: Price;
  readonly later: Price;
}

/**
 * Who answers for `count` samples of a role, from the number `first` on, and at what price, by the rules of a run.
 * Throws a UsageError where the role has no model.
 */
export function plannedModels(
  config: Config,
  role: PlannedRole,
  count: number,
  first = 0,
): readonly PlannedModel[] {
  const shares = samplesByChoice(config.models, role, { count, first });
  if (shares.length === 0) throw noModel(role);
  return shares.flatMap(({ choice, samples }) => {
    if (samples === 0) return [];
    const { label, model } = choice;
    const price = chargedPrice(config, label);
    const isBatched = mayWait(config, role, 1) && hasBatchPrice(parseModelName(model));
    const prices = price && { first: isBatched ? batchPrice(price) : price, later: price };
    return [{ label, samples, prices, isBatched }];
  });
}

/** Costs of parts as one; unknown where any part's is. */
export function sumOf(costs: readonly RoleCost[]): RoleCost {
  return costs.reduce(
    (sum, { calls, usd, seconds }) => ({
      calls: sum.calls + calls,
      usd: sum.usd === null || usd === null ? null : sum.usd + usd,
      seconds: sum.seconds + seconds,
    }),
    NO_COST,
  );
}

/** Of many calls together: in proportion to their tokens, since what a single long prompt costs more is no part of it. */
export function tokensUsd(tokens: Usage, price: Price): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = tokens;
  const prompt = inputTokens * price.input + cacheReadTokens * price.cacheRead;
  return (prompt + cacheWriteTokens * price.cacheWrite + outputTokens * price.output) / 1e6;
}

/** Null where a role that makes calls has no price. */
export function issueUsd(cost: IssueCost): number | null {
  return PLANNED_ROLES.reduce<number | null>((sum, role) => {
    const { calls, usd } = cost[role];
    if (calls === 0) return sum;
    return sum === null || usd === null ? null : sum + usd;
  }, 0);
}

export function issueSeconds(cost: IssueCost): number {
  return PLANNED_ROLES.reduce((sum, role) => sum + cost[role].seconds, 0);
}
