import type { Config } from '../../domain/config.ts';
import type { Price } from '../../domain/price.ts';
import {
  type Caching,
  callCosts,
  expectedCost,
  type TrajectoryShape,
} from '../../domain/stats/trajectory-cost.ts';
import * as assumed from './assumptions.ts';
import { type IssueCost, NO_COST, plannedPrice, type RoleCost, tokensUsd } from './stage-cost.ts';

/** What an issue is expected to cost before anything was measured (maths.md, 4.2). `running` is r_j of a trajectory. */
export function assumedCost(config: Config, issueTokens: number, running: readonly number[]): IssueCost {
  const { samples, edit, selectBy } = config;
  const testing = trajectoryCost(testingShape(config, issueTokens), plannedPrice(config, 'testing'), {
    first: 'first',
    trajectories: edit ? samples : 0,
    running: running.slice(0, config.testing.turns),
  });
  const editing = trajectoryCost(editingShape(config), plannedPrice(config, 'editing'), {
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
  return { ...contextCost(config, issueTokens), testing, editing, selecting };
}

export function editingShape(config: Config): TrajectoryShape {
  const sharedTokens = Math.min(assumed.CONTEXT_TOKENS - assumed.OWN_TOKENS, config.context.tokenLimit);
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

/** Reading and ranking files; none of it is worth caching, since each file is read once. */
export function contextCost(config: Config, issueTokens: number): Pick<IssueCost, 'relevance' | 'ranking'> {
  const { mode, prefilterFiles, rankings } = config.context;
  if (mode === 'given') return { relevance: NO_COST, ranking: NO_COST };
  const files = mode === 'all-files' ? assumed.SOURCE_FILES : Math.min(prefilterFiles, assumed.SOURCE_FILES);
  const fileTokens =
    mode === 'all-files'
      ? assumed.SOURCE_TOKENS
      : Math.min(files * assumed.PREFILTERED_FILE_TOKENS, assumed.SOURCE_TOKENS);
  return {
    relevance: plainCalls(plannedPrice(config, 'relevance'), {
      calls: files,
      inputTokens: fileTokens + files * (issueTokens + assumed.INSTRUCTION_TOKENS),
      outputTokens: files * assumed.RELEVANCE_OUTPUT_TOKENS,
    }),
    ranking: plainCalls(plannedPrice(config, 'ranking'), {
      calls: rankings,
      inputTokens: rankings * assumed.RANKING_TOKENS.input,
      outputTokens: rankings * assumed.RANKING_TOKENS.output,
    }),
  };
}

interface PlainCalls {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

function plainCalls(price: Price | null, { calls, inputTokens, outputTokens }: PlainCalls): RoleCost {
  const usd = tokensUsd({ inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 }, price);
  return { calls, usd, seconds: calls * assumed.SECONDS_PER_CALL };
}
