import type { Issue } from '../../domain/issue.ts';
import type { WorkItem } from '../../domain/records.ts';
import type { Deps } from '../deps.ts';

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

/** For `paidFor`: what the money did not reach. */
export const CHOSEN = 'the context was chosen';
