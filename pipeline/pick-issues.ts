import { createHash } from 'node:crypto';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { IssueSummary } from './summary.ts';

/** The `number`th of `of` parts, from 1 on. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** Which issues of a data set are meant; what is left out restricts nothing. */
export interface IssueFilter {
  readonly instances?: readonly string[] | undefined;
  /** `owner/name` each. */
  readonly repositories?: readonly string[] | undefined;
  readonly shard?: Shard | undefined;
}

/**
 * The issues that every part of the filter lets through, in their order. Throws a UsageError where an instance or a
 * repository is named that the data set does not have.
 */
export function filterIssues(issues: readonly Issue[], filter: IssueFilter): Issue[] {
  const { instances, repositories, shard } = filter;
  const missing = missingFrom(new Set(issues.map(({ instanceId }) => instanceId)), instances);
  if (missing.length > 0) throw new UsageError(`the data set has no instance ${missing.join(', ')}`);
  const known = new Set(issues.map(({ repository }) => repository));
  const strange = missingFrom(known, repositories);
  if (strange.length > 0)
    throw new UsageError(
      `the data set has no repository ${strange.join(', ')}; it has ${[...known].join(', ')}`,
    );
  const wanted = instances && new Set(instances);
  return issues.filter(
    ({ instanceId, repository }) =>
      (wanted?.has(instanceId) ?? true) &&
      (repositories?.includes(repository) ?? true) &&
      (shard === undefined || isInShard(instanceId, shard)),
  );
}

/** By a hash of the id alone: an instance keeps its shard whatever else the data set holds, and in whatever order. */
export function isInShard(instanceId: string, { number, of }: Shard): boolean {
  const hash = createHash('sha256').update(instanceId).digest();
  return hash.readUIntBE(0, 6) % of === number - 1;
}

/**
 * The issues to work on next, at most `limit`: those that are begun and not done, then those not begun, then those
 * that machinery failed, so that a command repeated with the same limit walks through the set and no broken issue
 * stands in its way. `states` holds the issues that the run has. Without a limit all of them, also those that are done.
 */
export function nextIssues(
  wanted: readonly Issue[],
  states: ReadonlyMap<string, IssueSummary['state']>,
  limit: number | undefined,
): Issue[] {
  if (limit === undefined) return [...wanted];
  const inState = (state: IssueSummary['state'] | undefined) =>
    wanted.filter(({ instanceId }) => states.get(instanceId) === state);
  return [...inState('unfinished'), ...inState(undefined), ...inState('errored')].slice(0, limit);
}

/** The same issues, those that were done before behind the others: they are only looked through again. */
export function undoneFirst(issues: readonly Issue[], done: ReadonlySet<string>): Issue[] {
  const isDone = ({ instanceId }: Issue) => done.has(instanceId);
  return [...issues.filter((issue) => !isDone(issue)), ...issues.filter(isDone)];
}

function missingFrom(known: ReadonlySet<string>, named: readonly string[] = []): string[] {
  return [...new Set(named)].filter((name) => !known.has(name));
}
