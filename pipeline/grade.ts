import { packText } from '../db/packed-text.ts';
import { MachineryError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { GradingDeps } from './deps.ts';
import { gradeCell } from './swebench/grade-cell.ts';
import { readOracle } from './swebench/oracle.ts';
import { type GradeReport, judgeCell } from './swebench/verdict.ts';

/** Who pronounced a grade. */
const HARNESS = 'troop';

export interface Graded {
  readonly candidateId: number | null;
  readonly patch: string | null;
}

/**
 * Runs the hidden tests on a patch, or on base for null, and stores verdict, report and log. The answer is read from
 * the data set here and nowhere before; a grade that machinery prevented is `errored`, never a wrong candidate.
 */
export async function gradePatch(
  issue: Issue,
  { candidateId, patch }: Graded,
  deps: GradingDeps,
): Promise<GradeReport> {
  const { store, run, config, engine } = deps;
  const { instanceId } = issue;
  if (run.dataset === null)
    throw new MachineryError(`${instanceId}: the run has no data set to grade from`, { transient: false });
  const oracle = await readOracle(run.dataset, instanceId);
  const cell = gradeCell({ issue, patch, evalScript: oracle.evalScript, execution: config.execution });
  const [result] = await engine.execute([cell], deps.signal);
  if (!result)
    throw new MachineryError(`${instanceId}: the sandbox answered the grading with nothing`, {
      transient: true,
    });
  const report = judgeCell(cell, result, oracle);
  store.putGrade(
    run.id,
    instanceId,
    candidateId,
    HARNESS,
    report.verdict,
    await packText(JSON.stringify(report)),
    await packText(result.output),
  );
  return report;
}
