import type { Config } from '../../domain/config.ts';
import type { Price } from '../../domain/price.ts';
import {
  type Caching,
  callCosts,
  expectedCost,
  type TrajectoryShape,
} from '../../domain/stats/trajectory-cost.ts';
import * as assumed from './assumptions.ts';
import { contextCost } from './context-cost.ts';
import type { Reach, RepositorySizes } from './repository-sizes.ts';
import { type IssueCost, NO_COST, plannedPrice, type RoleCost } from './stage-cost.ts';

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
  const testing = trajectoryCost(testingShape(config, issueTokens), plannedPrice(config, 'testing'), {
    first: 'first',
    trajectories: edit ? samples : 0,
    running: running.slice(0, config.testing.turns),
  });
  const editing = trajectoryCost(editingShape(config, sizes), plannedPrice(config, 'editing'), {
    first: 'first',
    trajectories: edit ? samples : 0,
    running: running.slice(0, config.editing.turns),
  });
  const selecting =
    selectBy === 'vote' || samples === 0
      ? NO_COST
      : trajectoryCost(selectionShape(config), plannedPrice(config, 'selecting'), {
          first: 'first',
          trajectories: 1,
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
  readonly first: Caching;
  readonly trajectories: number;
  readonly running: readonly number[];
}

/** One trajectory warms the cache for the others. */
function trajectoryCost(
  of: TrajectoryShape,
  price: Price | null,
  { first, trajectories, running }: Trajectories,
): RoleCost {
  if (trajectories === 0) return NO_COST;
  const calls = trajectories * running.reduce((sum, share) => sum + share, 0);
  const usd =
    price === null
      ? null
      : expectedCost(callCosts(of, price, first), running) +
        (trajectories - 1) * expectedCost(callCosts(of, price, 'later'), running);
  return { calls, usd, seconds: calls * assumed.SECONDS_PER_CALL };
}
