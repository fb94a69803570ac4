import type { Config } from '../../domain/config.ts';
import {
  type Caching,
  callCosts,
  expectedCost,
  type TrajectoryShape,
} from '../../domain/stats/trajectory-cost.ts';
import * as assumed from './assumptions.ts';
import { contextCost } from './context-cost.ts';
import type { Reach, RepositorySizes } from './repository-sizes.ts';
import {
  type IssueCost,
  type PlannedModel,
  type PlannedPrices,
  type PlannedRole,
  plannedModels,
  type RoleCost,
  sumOf,
} from './stage-cost.ts';

/**
 * What an issue is expected to cost before anything was measured (maths.md, 4.2). `running` is r_j of a trajectory;
 * `sizes` are those of the issue's repository, null where none was read.
 */
export function assumedCost(
  config: Config,
  issueTokens: number,
  running: readonly number[],
  sizes: RepositorySizes | null = null,
): IssueCost {
  const { samples, edit, selectBy } = config;
  const testing = trajectoriesCost(config, 'testing', {
    shape: testingShape(config, issueTokens),
    trajectories: samples,
    running: running.slice(0, config.testing.turns),
  });
  const editing = trajectoriesCost(config, 'editing', {
    shape: editingShape(config, sizes),
    trajectories: edit ? samples : 0,
    running: running.slice(0, config.editing.turns),
  });
  const selecting = trajectoriesCost(config, 'selecting', {
    shape: selectionShape(config),
    trajectories: selectBy === 'vote' || samples === 0 ? 0 : 1,
    running: Array.from({ length: Math.min(assumed.SELECTION.turns, config.selecting.turns) }, () => 1),
  });
  return { ...contextCost(config, issueTokens, sizes), testing, editing, selecting };
}

/** `reach` says what a context can hold at most; the files of mode `given` are all of it. */
export function editingShape(config: Config, reach: Reach | null = null): TrajectoryShape {
  const { mode, tokenLimit } = config.context;
  const likely = mode === 'given' && reach ? reach.reachTokens : assumed.CONTEXT_TOKENS - assumed.OWN_TOKENS;
  const sharedTokens = Math.min(likely, reach?.reachTokens ?? likely, tokenLimit);
  return shape(sharedTokens + assumed.OWN_TOKENS, sharedTokens, config.editing.turns);
}

export function testingShape(config: Config, issueTokens: number): TrajectoryShape {
  const promptTokens = issueTokens + assumed.INSTRUCTION_TOKENS;
  return shape(promptTokens, promptTokens, config.testing.turns);
}

function selectionShape(config: Config): TrajectoryShape {
  return shape(assumed.SELECTION.promptTokens, 0, config.selecting.turns);
}

function shape(promptTokens: number, sharedTokens: number, turns: number): TrajectoryShape {
  return {
    promptTokens,
    sharedTokens,
    turns,
    outputTokens: assumed.OUTPUT_TOKENS,
    feedbackTokens: assumed.FEEDBACK_TOKENS,
  };
}

interface Trajectories {
  readonly shape: TrajectoryShape;
  readonly trajectories: number;
  /** Share of them that make each call. */
  readonly running: readonly number[];
}

function trajectoriesCost(
  config: Config,
  role: PlannedRole,
  { shape, trajectories, running }: Trajectories,
): RoleCost {
  const callsEach = running.reduce((sum, share) => sum + share, 0);
  return sumOf(
    plannedModels(config, role, trajectories).map((model) => {
      const { prices, samples, isBatched } = model;
      const waiting = isBatched ? (running[0] ?? 0) : 0;
      return {
        calls: samples * callsEach,
        usd: prices && cachedUsd({ shape, running }, model, prices),
        seconds: samples * (callsEach - waiting) * assumed.SECONDS_PER_CALL,
      };
    }),
  );
}

/**
 * A model's first trajectory warms its cache for the others; those whose first calls wait in the same job each write
 * their own.
 */
function cachedUsd(
  { shape, running }: Pick<Trajectories, 'shape' | 'running'>,
  { samples, isBatched }: PlannedModel,
  prices: PlannedPrices,
): number {
  const [starting = 0, ...going] = running;
  const firstCall = (caching: Caching) => expectedCost(callCosts(shape, prices.first, caching), [starting]);
  const writing = isBatched ? samples : Math.min(1, samples);
  const begun = writing * firstCall('first') + (samples - writing) * firstCall('later');
  return begun + samples * expectedCost(callCosts(shape, prices.later, 'later'), [0, ...going]);
}
