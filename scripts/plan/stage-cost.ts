import type { Config } from '../../domain/config.ts';
import { modelOf } from '../../domain/config.ts';
import type { Role } from '../../domain/model.ts';
import type { Price } from '../../domain/price.ts';
import type { Usage } from '../../domain/usage.ts';

export const PLANNED_ROLES = ['relevance', 'ranking', 'testing', 'editing', 'selecting'] as const;
export type PlannedRole = (typeof PLANNED_ROLES)[number];

/** What a role is expected to take for one issue. */
export interface RoleCost {
  readonly calls: number;
  /** Null where its model has no price. */
  readonly usd: number | null;
  readonly seconds: number;
}

export type IssueCost = Readonly<Record<PlannedRole, RoleCost>>;

export const NO_COST: RoleCost = { calls: 0, usd: 0, seconds: 0 };

export function plannedPrice(config: Config, role: Role): Price | null {
  return config.prices[modelOf(config, role)] ?? null;
}

/** Of many calls together: in proportion to their tokens, since what a single long prompt costs more is no part of it. */
export function tokensUsd(tokens: Usage, price: Price | null): number | null {
  if (price === null) return null;
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
