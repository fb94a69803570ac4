import type { Config } from '../../domain/config.ts';
import type { Price } from '../../domain/price.ts';
import { callCosts, expectedCost } from '../../domain/stats/trajectory-cost.ts';
import { TREE_CALL } from '../../pipeline/context/choosing.ts';
import { editingShape, testingShape } from './assumed-cost.ts';
import { SECONDS_PER_CALL } from './assumptions.ts';
import { contextCost } from './context-cost.ts';
import type { Measured, Pilot, PilotIssue } from './pilot.ts';
import type { RepositorySizes } from './repository-sizes.ts';
import {
  type IssueCost,
  NO_COST,
  type PlannedPrices,
  type PlannedRole,
  plannedModels,
  type RoleCost,
  sumOf,
  tokensUsd,
} from './stage-cost.ts';

/**
 * What each issue of a pilot would cost under the planned models, samples and turns. Each sample takes the tokens of
 * the pilot's samples of its model, or of all where the pilot did not ask that model, at the planned prices; other
 * turns take what they cost a trajectory that stops as the pilot's did. Where repositories were read, each issue with
 * the sizes of each: relevance in proportion to what it reads, edits with a context that the repository can fill.
 */
export function scaledCosts(
  pilot: Pilot,
  config: Config,
  issueTokens: number,
  sizes: readonly RepositorySizes[] = [],
): IssueCost[] {
  const { samples: before, context } = pilot.config;
  const samples = before === 0 ? 0 : config.samples / before;
  const turns = (role: 'testing' | 'editing') => (price: Price) =>
    turnsFactor(pilot, config, { role, issueTokens, price });
  const isSameMode = context.mode === config.context.mode && pilot.config.edit === config.edit;
  return pilot.issues.flatMap((issue) =>
    (sizes.length > 0 ? sizes : [null]).map((size): IssueCost => {
      const cost = (role: PlannedRole, scale: Scale) =>
        roleCost(issue.spent.get(role) ?? [], { config, role, scale });
      const files = isSameMode
        ? {
            relevance: cost('relevance', reachScale(issue, config, size)),
            ranking: cost('ranking', { samples: config.context.rankings / context.rankings }),
          }
        : contextCost(config, issueTokens, size);
      const prompt = (price: Price) => promptFactor(issue, { config, size, price });
      return {
        ...files,
        testing: cost('testing', { samples, turns: turns('testing') }),
        editing: cost('editing', {
          samples: config.edit ? samples : 0,
          turns: turns('editing'),
          tokens: prompt,
        }),
        selecting: config.selectBy === 'vote' ? NO_COST : cost('selecting', { samples: 1 }),
      };
    }),
  );
}

/** How many times as many samples, and of each how many times the tokens of a call and the cost of all its turns. */
interface Scale {
  readonly samples: number;
  /** Number of the first sample. */
  readonly first?: number;
  readonly tokens?: (price: Price) => number;
  readonly turns?: (price: Price) => number;
}

const same = () => 1;

interface Scaling {
  readonly config: Config;
  readonly role: PlannedRole;
  readonly scale: Scale;
}

function roleCost(measured: readonly Measured[], { config, role, scale }: Scaling): RoleCost {
  const { samples, first, tokens = same, turns = same } = scale;
  return sumOf(
    plannedModels(config, role, samplesIn(measured) * samples, first).map((model) => {
      const own = measured.filter(({ model: label }) => label === model.label);
      const alike = samplesIn(own) > 0 ? own : measured;
      const each = model.samples / samplesIn(alike);
      const drafts = alike.filter(({ isFirst }) => isFirst);
      const longer = turns(model.prices?.later ?? EVEN_PRICE);
      const calls = each * longer * callsIn(alike);
      const live = calls - (model.isBatched ? each * callsIn(drafts) : 0);
      const usd = (prices: PlannedPrices) => {
        const halving = allUsd(drafts, prices.later) - allUsd(drafts, prices.first);
        return each * tokens(prices.later) * (longer * allUsd(alike, prices.later) - halving);
      };
      return { calls, usd: model.prices && usd(model.prices), seconds: live * secondsPerCall(alike) };
    }),
  );
}

/** Each has its first call in one line, whichever its price class. */
function samplesIn(measured: readonly Measured[]): number {
  return measured.reduce((sum, { isFirst, samples }) => sum + (isFirst ? samples : 0), 0);
}

function callsIn(measured: readonly Measured[]): number {
  return measured.reduce((sum, { calls }) => sum + calls, 0);
}

function allUsd(measured: readonly Measured[], price: Price): number {
  return measured.reduce((sum, tokens) => sum + tokensUsd(tokens, price), 0);
}

/** Of calls that were answered at once; where all waited in batches, nothing measured says it. */
function secondsPerCall(measured: readonly Measured[]): number {
  const live = measured.filter(({ priceClass }) => priceClass === 'standard');
  if (live.length === 0) return SECONDS_PER_CALL;
  return live.reduce((sum, { callMs }) => sum + callMs, 0) / 1000 / callsIn(live);
}

/** A tree is listed once, whatever the files hold; else there is a call for each file, as long as the file. */
function reachScale({ reach }: PilotIssue, { context }: Config, size: RepositorySizes | null): Scale {
  const first = context.mode === 'tree' ? TREE_CALL : 0;
  if (reach === null || size === null || reach.reachTokens === 0) return { samples: 1, first };
  const files = size.reachFiles / reach.reachFiles;
  return context.mode === 'tree'
    ? { samples: 1, first, tokens: () => files }
    : { samples: files, tokens: () => size.reachTokens / reach.reachTokens / files };
}

interface Prompting {
  readonly config: Config;
  readonly size: RepositorySizes | null;
  readonly price: Price;
}

/** What an edit costs less where the repository cannot fill a context as long as the pilot's. */
function promptFactor({ contextTokens }: PilotIssue, { config, size, price }: Prompting): number {
  if (size === null || size.reachTokens >= contextTokens) return 1;
  const all = Array.from({ length: config.editing.turns }, () => 1);
  const at = (reachTokens: number) => {
    const context = { ...config.context, tokenLimit: reachTokens };
    return expectedCost(callCosts(editingShape({ ...config, context }), price, 'later'), all);
  };
  return at(size.reachTokens) / at(contextTokens);
}

/** For how many calls there are, where nobody knows what they cost. */
const EVEN_PRICE: Price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };

interface Turns {
  readonly role: 'testing' | 'editing';
  readonly issueTokens: number;
  readonly price: Price;
}

/** Beyond the turns that the pilot allowed, those still running are taken to run on. */
export function turnsFactor(
  { running, config: before }: Pick<Pilot, 'running' | 'config'>,
  config: Config,
  { role, issueTokens, price }: Turns,
): number {
  const turns = config[role].turns;
  if (turns === before[role].turns) return 1;
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
