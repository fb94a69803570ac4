import { z } from 'zod';
import { packText } from '../db/packed-text.ts';
import type { NewGrade, Store } from '../db/store.ts';
import { MachineryError } from '../domain/errors.ts';
import type { CellResult } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import { OUTCOMES } from '../domain/outcome.ts';
import type { Grade, Run } from '../domain/records.ts';
import type { GradingDeps } from './deps.ts';
import { HARNESSES } from './standing-grade.ts';
import { gradeCell, gradeLimits } from './swebench/grade-cell.ts';
import { type Oracle, readOracle } from './swebench/oracle.ts';
import { erroredReport, type GradeReport, judgeCell } from './swebench/verdict.ts';

export interface Graded {
  readonly candidateId: number | null;
  readonly patch: string | null;
}

/** What a stored grade keeps of its cell beside the log, so that the log can be judged again. */
const endedSchema = z.object({
  outcome: z.enum(OUTCOMES),
  exitCode: z.number().nullable(),
  seconds: z.number(),
  reason: z.string().nullable(),
});

type Ended = Omit<CellResult, 'output'>;

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
  const oracle = await readOracle(datasetOf(run), instanceId);
  const cell = gradeCell({ issue, patch, evalScript: oracle.evalScript, execution: config.execution });
  const place = { instanceId, candidateId, harness: HARNESSES.ours };
  try {
    const [result] = await engine.execute([cell], deps.signal);
    if (!result) throw new MachineryError('the sandbox answered with nothing', { transient: true });
    const report = judgeCell(cell, result, oracle);
    const { output, ...ended } = result;
    store.putGrade(run.id, await newGrade(place, { ...report, ended }, output), on);
    return report;
  } catch (error) {
    if (error instanceof MachineryError && !deps.signal.aborted)
      store.putGrade(run.id, await newGrade(place, erroredReport(error.message, error.message), ''));
    throw error;
  }
}

/**
 * Judges a stored log of our own harness again, without a sandbox, and puts the new report in the old one's place.
 * Null where there is no log, because the machinery failed.
 */
export async function gradeAgain(
  grade: Grade,
  { store, run, oracle }: { readonly store: Store; readonly run: Run; readonly oracle: Oracle },
): Promise<GradeReport | null> {
  const stored = z.object({ ended: endedSchema }).safeParse(grade.report);
  if (!stored.success) return null;
  const { ended } = stored.data;
  const output = store.text(grade.log);
  const report = judgeCell({ limits: gradeLimits(run.config.execution) }, { ...ended, output }, oracle);
  store.putGrade(run.id, await newGrade(grade, { ...report, ended }, output), 'replace');
  return report;
}

/** The answer to an instance of a run; for those who judge its logs again. */
export function oracleOfRun(run: Run, instanceId: string): Promise<Oracle> {
  return readOracle(datasetOf(run), instanceId);
}

/** A report as the store takes it. */
export async function newGrade(
  { instanceId, candidateId, harness }: Pick<Grade, 'instanceId' | 'candidateId' | 'harness'>,
  report: GradeReport & { readonly ended?: Ended },
  log: string,
): Promise<NewGrade> {
  const { verdict, suspect, infrastructure } = report;
  const packed = { report: await packText(JSON.stringify(report)), log: await packText(log) };
  return { instanceId, candidateId, harness, verdict, suspect, infrastructure, ...packed };
}

function datasetOf({ name, dataset }: Run): string {
  if (dataset === null)
    throw new MachineryError(`run ${name} has no data set to grade from`, { transient: false });
  return dataset;
}
