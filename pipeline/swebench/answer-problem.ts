import type { Columns } from './older-rows.ts';
import { type AnswerFault, answerFaults } from './oracle.ts';

/** A row with one of these is meant to be graded. */
const TESTS = ['FAIL_TO_PASS', 'PASS_TO_PASS'];

/**
 * What keeps a row that names hidden tests from being graded, so that it is refused when it is read and not after
 * its candidates were paid for; null where nothing does, and for a row that names none. Says nothing of the answer
 * but which column is at fault.
 */
export function answerProblem(columns: Columns): AnswerFault | null {
  if (TESTS.every((column) => columns[column] == null)) return null;
  return answerFaults(columns).find(({ field }) => field !== 'patch') ?? null;
}
