import { UnreadableLog } from './log-parsers/unreadable-log.ts';
import { expectationOf } from './oracle.ts';
import { decodeStrictly } from './python-text.ts';
import { erroredReport, type GradeReport, judgeLog } from './verdict.ts';

/**
 * Judges a saved log by a row of a data set, without a sandbox. `patch` is the prediction's: null where it has none,
 * which is unresolved whatever the log says; left out, it is taken to be there. Throws a UsageError that names the
 * column where the row cannot be graded by.
 */
export function gradeLog(
  columns: Readonly<Record<string, unknown>>,
  log: Uint8Array,
  patch?: string | null,
): GradeReport {
  const expected = expectationOf(columns, null);
  if (patch === null) {
    return { ...erroredReport('the prediction has no patch'), verdict: 'unresolved' };
  }
  try {
    return judgeLog(decodeStrictly(log), expected);
  } catch (error) {
    if (error instanceof UnreadableLog) return erroredReport(error.message);
    throw error;
  }
}
