import { packText } from '../db/packed-text.ts';
import type { NewGrade } from '../db/store.ts';
import { MachineryError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { GradingDeps } from './deps.ts';
import { HARNESSES } from './standing-grade.ts';
import { gradeCell } from './swebench/grade-cell.ts';
import { readOracle } from './swebench/oracle.ts';
import { erroredReport, type GradeReport, judgeCell } from './swebench/verdict.ts';

export interface Graded {
  readonly candidateId: number | null;
  readonly patch: string | null;
}

/**
 * Runs the hidden tests on a patch, or on base for null, and stores verdict, report and log. The answer is read from
 * the data set here and nowhere before. Where machinery fails, the grade is stored as errored and infrastructure,
 * never as a wrong candidate, and the MachineryError is thrown on.
 */
export async function gradePatch(
  issue: Issue,
  { candidateId, patch }: Graded,
  deps: GradingDeps,
  on: 'keep' | 'replace' = 'keep',
): Promise<GradeReport> {
  const { store, run, config, engine } = deps;
  const { instanceId } = issue;
  if (run.dataset === null)
    throw new MachineryError(`${instanceId}: the run has no data set to grade from`, { transient: false });
  const oracle = await readOracle(run.dataset, instanceId);
  const cell = gradeCell({ issue, patch, evalScript: oracle.evalScript, execution: config.execution });
  const put = async (report: GradeReport, log: string) =>
    store.putGrade(
      run.id,
      await newGrade({ instanceId, candidateId, harness: HARNESSES.ours }, report, log),
      on,
    );
  try {
    const [result] = await engine.execute([cell], deps.signal);
    if (!result) throw new MachineryError('the sandbox answered with nothing', { transient: true });
    const report = judgeCell(cell, result, oracle);
    await put(report, result.output);
    return report;
  } catch (error) {
    if (error instanceof MachineryError && !deps.signal.aborted)
      await put(erroredReport(error.message, error.message), '');
    throw error;
  }
}

/** A report as the store takes it. */
export async function newGrade(
  place: Pick<NewGrade, 'instanceId' | 'candidateId' | 'harness'>,
  report: GradeReport,
  log: string,
): Promise<NewGrade> {
  const { verdict, suspect, infrastructure } = report;
  const packed = { report: await packText(JSON.stringify(report)), log: await packText(log) };
  return { ...place, verdict, suspect, infrastructure, ...packed };
}
