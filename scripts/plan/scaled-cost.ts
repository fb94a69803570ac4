import type { Config } from '../../domain/config.ts';
import type { Price } from '../../domain/price.ts';
import { callCosts, expectedCost } from '../../domain/stats/trajectory-cost.ts';
import { editingShape, testingShape } from './assumed-cost.ts';
import { contextCost } from './context-cost.ts';
import type { Measured, Pilot, PilotIssue } from './pilot.ts';
import type { RepositorySizes } from './repository-sizes.ts';
import {
  type IssueCost,
  NO_COST,
  type PlannedRole,
  plannedPrice,
  type RoleCost,
  tokensUsd,
} from './stage-cost.ts';

/**
 * What each issue of a pilot would cost under the planned models, samples and turns: its tokens at the planned prices,
 * in proportion to the samples, and to what the turns allowed cost a trajectory that stops as the pilot's did. Where
 * repositories were read, each issue with the sizes of each: relevance in proportion to what it reads, edits with a
 * context that the repository can fill.
 */
export function scaledCosts(
  pilot: Pilot,
  config: Config,
  issueTokens: number,
  sizes: readonly RepositorySizes[] = [],
): IssueCost[] {
  const turns = {
    testing: turnsFactor(pilot, config, 'testing', issueTokens),
    editing: turnsFactor(pilot, config, 'editing', issueTokens),
  };
  const samples = pilot.config.samples === 0 ? 0 : config.samples / pilot.config.samples;
  const edits = config.edit ? samples : 0;
  const isSameMode = pilot.config.context.mode === config.context.mode;
  return pilot.issues.flatMap((issue) =>
    (sizes.length > 0 ? sizes : [null]).map((size): IssueCost => {
      const cost = (role: PlannedRole, factor: Factor) =>
        roleCost(issue.spent.get(role), { config, role, factor });
      const rankings = config.context.rankings / pilot.config.context.rankings;
      const context = isSameMode
        ? {
            relevance: cost('relevance', reachFactor(issue, config, size)),
            ranking: cost('ranking', both(rankings)),
          }
        : contextCost(config, issueTokens, size);
      const prompt = promptFactor(issue, config, size);
      return {
        ...context,
        testing: cost('testing', both(edits * turns.testing)),
        editing: cost('editing', { calls: edits * turns.editing, tokens: edits * turns.editing * prompt }),
        selecting: config.selectBy === 'vote' ? NO_COST : cost('selecting', both(1)),
      };
    }),
  );
}

/** How many times as many calls, and as many tokens. */
interface Factor {
  readonly calls: number;
  readonly tokens: number;
}

const both = (factor: number): Factor => ({ calls: factor, tokens: factor });

interface Scaling {
  readonly config: Config;
  readonly role: PlannedRole;
  readonly factor: Factor;
}

function roleCost(measured: Measured | undefined, { config, role, factor }: Scaling): RoleCost {
  if (!measured || factor.calls === 0) return NO_COST;
  const usd = tokensUsd(measured, plannedPrice(config, role));
  return {
    calls: measured.calls * factor.calls,
    usd: usd === null ? null : usd * factor.tokens,
    seconds: (measured.callMs / 1000) * factor.calls,
  };
}

/** A tree is listed once, whatever the files hold; else there is a call for each file, as long as the file. */
function reachFactor({ reach }: PilotIssue, { context }: Config, size: RepositorySizes | null): Factor {
  if (reach === null || size === null || reach.reachTokens === 0) return both(1);
  const files = size.reachFiles / reach.reachFiles;
  return context.mode === 'tree'
    ? { calls: 1, tokens: files }
    : { calls: files, tokens: size.reachTokens / reach.reachTokens };
}

/** What an edit costs less where the repository cannot fill a context as long as the pilot's. */
function promptFactor({ contextTokens }: PilotIssue, config: Config, size: RepositorySizes | null): number {
  if (size === null || size.reachTokens >= contextTokens) return 1;
  const price = plannedPrice(config, 'editing') ?? EVEN_PRICE;
  const all = Array.from({ length: config.editing.turns }, () => 1);
  const at = (reachTokens: number) => {
    const context = { ...config.context, tokenLimit: reachTokens };
    return expectedCost(callCosts(editingShape({ ...config, context }), price, 'later'), all);
  };
  return at(size.reachTokens) / at(contextTokens);
}

const EVEN_PRICE: Price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };

/** Beyond the turns that the pilot allowed, those still running are taken to run on. */
export function turnsFactor(
  { running, config: before }: Pick<Pilot, 'running' | 'config'>,
  config: Config,
  role: 'testing' | 'editing',
  issueTokens: number,
): number {
  const turns = config[role].turns;
  if (turns === before[role].turns) return 1;
  const price = plannedPrice(config, role) ?? EVEN_PRICE;
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
