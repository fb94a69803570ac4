import type { Store } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { Run } from '../domain/records.ts';
import { filterIssues, nextIssues } from '../pipeline/pick-issues.ts';
import { summarise } from '../pipeline/summary.ts';
import { readIssues } from '../pipeline/swebench/rows.ts';
import { filterOf } from './dataset-options.ts';
import { note } from './output.ts';
import type { RunOptions } from './run-command.ts';

/** What a command works on, and what it takes up for that. */
export interface ChosenIssues {
  /** Ids of the issues to work on now. */
  readonly next: ReadonlySet<string>;
  /** Ids of all that the command's filter lets through, limit aside. */
  readonly wanted: ReadonlySet<string>;
  /** Ids of those that were done before the command, under its settings. */
  readonly done: ReadonlySet<string>;
  /** Issues that the run does not have yet, with their position in the data set. */
  readonly added: readonly { readonly position: number; readonly issue: Issue }[];
}

/** Told one by one; the rest is counted. */
const MOST_PROBLEMS = 20;

/**
 * Which issues `troop run` works on. A run that is resumed without a filter or a limit has its own; else those of the
 * data set that the filter lets through, with a limit the next of them that are not done. `before` is the run as it
 * was, `config` what it will have.
 */
export async function chooseIssues(
  dataset: string,
  options: RunOptions,
  { before, config }: { readonly before: Run | null; readonly config: Config },
  store: Store,
): Promise<ChosenIssues> {
  const summaries = before ? summarise(store, { ...before, config }) : [];
  const states = new Map(summaries.map(({ instance, state }) => [instance, state]));
  const done = new Set(summaries.flatMap(({ instance, state }) => (state === 'done' ? [instance] : [])));
  const { instances, repo, shard, limit } = options;
  const isNamed = [instances, repo, shard, limit].some((option) => option !== undefined);
  // A process that died between the run's row and its issues left a run without any.
  if (states.size > 0 && !isNamed && options.dataset === undefined) return ownIssues(states, done);
  const issues = await usableIssues(dataset, config.grade);
  if (states.size > 0 && !isNamed) {
    if (issues.some(({ instanceId }) => !states.has(instanceId)))
      note(
        `run ${options.run} has ${states.size} of the ${issues.length} issues of its data set, and goes on with those; --limit, --repo, --shard or --instances takes up more`,
      );
    return ownIssues(states, done);
  }
  const wanted = filterIssues(issues, filterOf(options));
  const next = nextIssues(wanted, states, limit);
  const positions = new Map(issues.map(({ instanceId }, position) => [instanceId, position]));
  const added = next
    .filter(({ instanceId }) => !states.has(instanceId))
    .map((issue) => ({ position: positions.get(issue.instanceId) ?? 0, issue }));
  return { next: idsOf(next), wanted: idsOf(wanted), done, added };
}

function ownIssues(states: ReadonlyMap<string, unknown>, done: ReadonlySet<string>): ChosenIssues {
  const own = new Set(states.keys());
  return { next: own, wanted: own, done, added: [] };
}

function idsOf(issues: readonly Issue[]): Set<string> {
  return new Set(issues.map(({ instanceId }) => instanceId));
}

/** The issues of a data set; bad rows are told. Throws a UsageError where no row is good. */
export async function usableIssues(dataset: string, graded = true): Promise<Issue[]> {
  const { issues, problems } = await readIssues(dataset, { graded });
  for (const { message } of problems.slice(0, MOST_PROBLEMS)) note(`left out: ${message}`);
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) note(`${more} more faults of rows; troop check ${dataset} --rows-only tells all`);
  const ungradable = problems.filter(({ onlyGrading }) => onlyGrading).length;
  if (ungradable > 0)
    note(`${ungradable} of them can be worked on, but not graded: --no-grade takes them in`);
  if (issues.length > 0) return issues;
  throw new UsageError(
    `${dataset} has no usable row; every row needs instance_id, repo, base_commit and problem_statement`,
  );
}
