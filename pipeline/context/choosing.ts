import { type Issue, repositoryName } from '../../domain/issue.ts';
import type { WorkItem } from '../../domain/records.ts';
import type { AgentState } from '../../domain/trajectory.ts';
import type { Deps } from '../deps.ts';
import { paidFor } from '../paid-for.ts';
import { type Play, play } from '../play.ts';

/** The choice of one issue's context, as its steps know it. */
export interface Choosing {
  readonly issue: Issue;
  readonly item: WorkItem;
  readonly deps: Deps;
}

/**
 * Sample numbers of relevance calls, by which a resumed run finds them: of a call on a file, the file's place among the
 * sources; of the others, beyond any number of files.
 */
export const FIRST_OUTLINES_CALL = 1_000_000;
export const TREE_CALL = 2_000_000;

/** What every question about an issue's files tells of the issue. */
export function asking(issue: Pick<Issue, 'text' | 'repository'>) {
  return { issueText: issue.text, repository: repositoryName(issue) };
}

/** Asks an agent and returns its result. Throws a StoppedError where the money did not reach it. */
export async function ask<Input, Result>(
  question: Pick<Play<Input, AgentState<Result>>, 'role' | 'sample' | 'agent' | 'input' | 'alike'>,
  { issue, item, deps }: Choosing,
): Promise<Result> {
  const played = await play({ issue, item, ...question }, deps);
  return paidFor(played, 'the context was chosen').state.result;
}
