import type { Config } from '../../domain/config.ts';
import { assumedCost } from './assumed-cost.ts';
import { paperRunning } from './assumptions.ts';
import type { ForecastInput } from './forecast.ts';
import type { Pilot } from './pilot.ts';
import type { RepositorySizes } from './repository-sizes.ts';
import { scaledCosts } from './scaled-cost.ts';

/** An issue to plan for. */
export interface PlannedIssue {
  readonly tokens: number;
  /** What stands for its repository; null where none was read. */
  readonly sizes: RepositorySizes | null;
}

/** Calls at which trajectories may stop, as so many equal parts of those that the paper's did. */
const ENDINGS = 20;

/**
 * Without a pilot, by assumptions. Issues differ by their repositories and by when their trajectories stop, all those
 * of an issue at the same call; where no repository was read, nothing says how they differ.
 */
export function assumedInput(config: Config, issues: readonly PlannedIssue[]): ForecastInput {
  const costs = (of: Config, running: readonly number[]) =>
    issues.map(({ tokens, sizes }) => assumedCost(of, tokens, running, sizes));
  const running = paperRunning(mostTurns(config));
  const endings = Array.from({ length: ENDINGS }, (_, place) => (place + 0.5) / ENDINGS);
  const isRead = issues.some(({ sizes }) => sizes !== null);
  return {
    config,
    issues: issues.length,
    costOf: (of) => costs(of, paperRunning(mostTurns(of))),
    spread: isRead
      ? endings.flatMap((ending) =>
          costs(
            config,
            running.map((share) => Number(share > ending)),
          ),
        )
      : null,
    most: costs(
      config,
      running.map(() => 1),
    ),
  };
}

/** By what a pilot took, with the sizes of the repositories that were read. */
export function pilotInput(
  pilot: Pilot,
  config: Config,
  issues: readonly PlannedIssue[],
  sizes: readonly RepositorySizes[],
): ForecastInput {
  const tokens = issues.reduce((sum, issue) => sum + issue.tokens, 0) / issues.length;
  const costOf = (of: Config) => scaledCosts(pilot, of, tokens, sizes);
  return { config, issues: issues.length, costOf, spread: costOf(config), most: null };
}

function mostTurns({ testing, editing }: Config): number {
  return Math.max(testing.turns, editing.turns);
}
