import type { Config } from '../../domain/config.ts';
import { callCosts, expectedCost } from '../../domain/stats/trajectory-cost.ts';
import { contextCost, editingShape, testingShape } from './assumed-cost.ts';
import type { Measured, Pilot } from './pilot.ts';
import {
  type IssueCost,
  NO_COST,
  type PLANNED_ROLES,
  plannedPrice,
  type RoleCost,
  tokensUsd,
} from './stage-cost.ts';

/**
 * What each issue of a pilot would cost under the planned models, samples and turns: its tokens at the planned prices,
 * in proportion to the samples, and to what the turns allowed cost a trajectory that stops as the pilot's did.
 */
export function scaledCosts(pilot: Pilot, config: Config, issueTokens: number): IssueCost[] {
  const isSameContext = pilot.config.context.mode === config.context.mode;
  const context = isSameContext ? null : contextCost(config, issueTokens);
  return pilot.issues.map((measured) => {
    const cost = (role: (typeof PLANNED_ROLES)[number], factor: number): RoleCost =>
      roleCost(measured.get(role), config, role, factor);
    const samples = pilot.config.samples === 0 ? 0 : config.samples / pilot.config.samples;
    const edits = config.edit ? samples : 0;
    return {
      relevance: context?.relevance ?? cost('relevance', 1),
      ranking: context?.ranking ?? cost('ranking', config.context.rankings / pilot.config.context.rankings),
      testing: cost('testing', edits * turnsFactor(pilot, config, 'testing', issueTokens)),
      editing: cost('editing', edits * turnsFactor(pilot, config, 'editing', issueTokens)),
      selecting: config.selectBy === 'vote' ? NO_COST : cost('selecting', 1),
    };
  });
}

function roleCost(
  measured: Measured | undefined,
  config: Config,
  role: (typeof PLANNED_ROLES)[number],
  factor: number,
): RoleCost {
  if (!measured || factor === 0) return NO_COST;
  const usd = tokensUsd(measured, plannedPrice(config, role));
  return {
    calls: measured.calls * factor,
    usd: usd === null ? null : usd * factor,
    seconds: (measured.callMs / 1000) * factor,
  };
}

/** Beyond the turns that the pilot allowed, those still running are taken to run on. */
export function turnsFactor(
  { running, config: before }: Pick<Pilot, 'running' | 'config'>,
  config: Config,
  role: 'testing' | 'editing',
  issueTokens: number,
): number {
  const turns = config[role].turns;
  if (turns === before[role].turns) return 1;
  const price = plannedPrice(config, role) ?? { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const last = running[before[role].turns - 1] ?? 0;
  const at = (limit: number) => {
    const shape = role === 'editing' ? editingShape(config) : testingShape(config, issueTokens);
    const shares = Array.from({ length: limit }, (_, call) =>
      call < before[role].turns ? (running[call] ?? 0) : last,
    );
    return expectedCost(callCosts({ ...shape, turns: limit }, price, 'later'), shares);
  };
  const was = at(before[role].turns);
  return was === 0 ? 1 : at(turns) / was;
}
