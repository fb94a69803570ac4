import { z } from 'zod';
import { gradeLog } from '../../pipeline/swebench/grade-log.ts';
import { erroredReport, type GradeReport } from '../../pipeline/swebench/verdict.ts';
import type { OfficialFiles } from './official-run.ts';

const tally = z.object({ success: z.array(z.string()), failure: z.array(z.string()) });

const reportSchema = z.object({
  resolved: z.boolean(),
  patch_successfully_applied: z.boolean(),
  tests_status: z.object({ FAIL_TO_PASS: tally, PASS_TO_PASS: tally }).optional(),
});

/**
 * A grade of the official harness: verdict and lists are the package's own; what makes its log suspect, every test's
 * status, and what a void log speaks of are read from its log by us.
 */
export function judgeOfficialFiles(
  files: OfficialFiles,
  columns: Readonly<Record<string, unknown>>,
): GradeReport {
  if (files.report === null) return withoutReport(files);
  const report = z.record(z.string(), reportSchema).parse(files.report)[files.instanceId];
  if (!report || files.log === null) return erroredReport('the official report does not name the instance');
  const ours = gradeLog(columns, files.log);
  const isValid = report.patch_successfully_applied;
  return {
    ...ours,
    verdict: report.resolved ? 'resolved' : 'unresolved',
    cause: isValid ? null : (ours.cause ?? 'the official package takes the log for void'),
    failToPass: report.tests_status?.FAIL_TO_PASS ?? { success: [], failure: [] },
    passToPass: report.tests_status?.PASS_TO_PASS ?? { success: [], failure: [] },
  };
}

/** The reasons for which the harness writes no report, as its own log has them; all but the first two are machinery. */
function withoutReport({ words, log }: OfficialFiles): GradeReport {
  const refusal = />>>>> Patch Apply Failed:\n([^\n]*)/.exec(words)?.[1];
  if (refusal !== undefined) return erroredReport(`the patch does not apply: ${refusal}`);
  const timeout = /Test timed out after [^\n]*/.exec(words)?.[0];
  if (timeout !== undefined) return erroredReport(timeout);
  const raised = /Error in evaluating model for \S+ ([^\n]*)/.exec(words)?.[1];
  if (raised !== undefined && log !== null) return erroredReport(raised);
  const reason = raised ?? /Error creating container for \S+ ([^\n]*)/.exec(words)?.[1];
  const cause = reason ?? 'the official harness wrote no report';
  return erroredReport(cause, cause);
}
