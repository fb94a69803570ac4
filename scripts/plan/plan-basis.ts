import type { Config } from '../../domain/config.ts';
import { quantile } from '../../domain/stats/bootstrap-totals.ts';
import { assumptionLines, SECONDS_PER_CALL } from './assumptions.ts';
import { modelLines, uncountedTime } from './model-lines.ts';
import type { Pilot } from './pilot.ts';
import type { PlanBasis } from './plan-text.ts';
import type { ReadRepositories, RepositorySizes } from './repository-sizes.ts';

/** Reasons that are told one by one. */
const MOST_REASONS = 3;

/** What a plan rests on, in words. `issues` is how many it is for. */
export function basisOf(
  pilot: Pilot | null,
  config: Config,
  { sizes, unread, issues }: ReadRepositories & { readonly issues: number },
): PlanBasis {
  const { mode } = config.context;
  const isRead = sizes.length > 0;
  const repositories = repositoryLines({ sizes, unread, issues }, mode);
  const beside = isRead ? `${sizes.length} repositories and ` : '';
  if (pilot === null) {
    const turnsSource = "as the paper's trajectories, of which 39 % still run at call 8";
    return {
      source: `${beside}assumptions (no pilot)`,
      repositories,
      assumptions: [
        ...assumptionLines({ mode, turnsSource, isRead }),
        ...modelLines(config),
        `time: ${SECONDS_PER_CALL} s a call; ${uncountedTime(config)}`,
      ],
    };
  }
  const { name, issues: finished, config: before } = pilot;
  const other = before.context.mode !== mode;
  return {
    source: `${beside}pilot ${name}, ${finished.length} finished issues`,
    repositories,
    assumptions: [
      `tokens, cache shares, turns used and seconds per call as in the pilot (${before.samples} samples x ${before.editing.turns} turns), in proportion to the samples; of each model its own, or of all where the pilot did not ask it`,
      ...(other
        ? [
            `context ${mode}: not in the pilot (${before.context.mode}), by ${isRead ? 'what was read' : 'the development medians'}`,
          ]
        : []),
      ...(isRead && !other
        ? ["relevance in proportion to what it reads in these repositories and in the pilot's"]
        : []),
      ...modelLines(config),
      ...(before.running.batch.roles.length > 0
        ? [`seconds of a call that the pilot sent in batches only: ${SECONDS_PER_CALL}`]
        : []),
      `time: calls spread over all slots; ${uncountedTime(config)}`,
    ],
  };
}

function repositoryLines(
  { sizes, unread, issues }: ReadRepositories & { readonly issues: number },
  mode: Config['context']['mode'],
): string[] {
  const reasons = unread
    .slice(0, MOST_REASONS)
    .map(({ instanceId, why }) => `  not read: ${instanceId}: ${why}`);
  const more = unread.length - reasons.length;
  return [
    `repositories: ${sizes.length} read of ${issues}, spread over the issues${sizes.length === 0 ? '; the medians of the development releases stand for them' : ''}`,
    ...(sizes.length === 0 ? [] : sizeLines(sizes, mode)),
    ...reasons,
    ...(more > 0 ? [`  not read: ${more} more`] : []),
  ];
}

function sizeLines(sizes: readonly RepositorySizes[], mode: Config['context']['mode']): string[] {
  const median = (of: (size: RepositorySizes) => number) =>
    Math.round(
      quantile(
        sizes.map(of).toSorted((a, b) => a - b),
        0.5,
      ),
    );
  const sure = `${median((size) => size.sure.promptTokens)} tokens in ${median((size) => size.sure.calls)} calls`;
  const possible = median((size) => size.possible.promptTokens);
  const more = possible > 0 ? `, then at most ${possible} of whole files` : '';
  return [
    `  medians: ${median((size) => size.sourceFiles)} source files of ${median((size) => size.sourceTokens)} tokens; relevance (${mode}) reads ${sure}${more}`,
  ];
}
