import type { Config } from '../../domain/config.ts';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell } from '../../domain/execution.ts';
import type { Issue } from '../../domain/issue.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';
import { gradeCell } from '../../pipeline/swebench/grade-cell.ts';
import { type Oracle, readOracle } from '../../pipeline/swebench/oracle.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import { type GradeReport, judgeCell } from '../../pipeline/swebench/verdict.ts';
import { type GradingRuns, gradedLogs, type Origin } from './graded-logs.ts';
import type { DevInstance } from './material.ts';

/** One grading and what it has to give. */
export interface Checked {
  readonly instanceId: string;
  readonly kind: 'base' | 'gold' | 'candidate';
  readonly source: string;
  readonly expected: 'resolved' | 'unresolved';
  readonly report: GradeReport;
}

/** One grading to do. */
export interface PlannedGrading extends Omit<Checked, 'report'> {
  readonly cell: Cell;
  /** The data set's row, answer and all. */
  readonly columns: Readonly<Record<string, unknown>>;
  readonly oracle: Oracle;
}

export interface CheckSettings {
  readonly engine: SandboxEngine;
  readonly execution: Config['execution'];
  readonly signal: AbortSignal;
  readonly checked: (result: Checked, origin: Origin) => void;
  /** Results of earlier checks to go by; absent, everything runs. */
  readonly kept?: Pick<GradingRuns, 'folder' | 'fresh'>;
}

/**
 * Grades base, gold patch and recorded candidates of the instances as a run would grade them: from the written data
 * set, in the engine. Results in the order base, gold, candidates of each instance.
 */
export async function checkGold(
  datasetPath: string,
  instances: readonly DevInstance[],
  { engine, execution, signal, checked, kept = { folder: null, fresh: true } }: CheckSettings,
): Promise<Checked[]> {
  const plans = await planGradings(datasetPath, instances, execution);
  const judged: Checked[] = [];
  const cells = plans.map(({ cell }) => cell);
  const settled: GradingRuns['settled'] = (index, result, origin) => {
    const planned = plans[index];
    if (!planned) return;
    const { cell, oracle, columns: _, ...rest } = planned;
    const done = { ...rest, report: judgeCell(cell, result, oracle) };
    judged[index] = done;
    checked(done, origin);
  };
  await gradedLogs(cells, { engine, signal, settled, ...kept });
  return judged;
}

/** Base, gold patch and recorded candidates of each instance, in that order, as cells of the written data set. */
export async function planGradings(
  datasetPath: string,
  instances: readonly DevInstance[],
  execution: Config['execution'],
): Promise<PlannedGrading[]> {
  const { issues } = await readIssues(datasetPath);
  const rows = [...(await readDataset(datasetPath))];
  const plans: PlannedGrading[] = [];
  for (const instance of instances) {
    const issue = issues.find(({ instanceId }) => instanceId === instance.id);
    const columns = rows.find((row) => row.columns?.instance_id === instance.id)?.columns;
    if (!issue || !columns) {
      throw new MachineryError(`${datasetPath} has no good row for ${instance.id}`, { transient: false });
    }
    const oracle = await readOracle(datasetPath, instance.id);
    plans.push(...plan(instance, issue, { oracle, columns, execution }));
  }
  return plans;
}

interface Basis {
  readonly oracle: Oracle;
  readonly columns: PlannedGrading['columns'];
  readonly execution: Config['execution'];
}

function plan(instance: DevInstance, issue: Issue, { oracle, columns, execution }: Basis): PlannedGrading[] {
  const planned = (
    kind: Checked['kind'],
    source: string,
    patch: string | null,
    resolved: boolean,
  ): PlannedGrading => ({
    instanceId: instance.id,
    kind,
    source,
    expected: resolved ? 'resolved' : 'unresolved',
    cell: gradeCell({ issue, patch, evalScript: oracle.evalScript, execution }),
    oracle,
    columns,
  });
  return [
    planned('base', 'base', null, false),
    planned('gold', 'gold', oracle.goldPatch, true),
    ...instance.candidates.map(({ source, patch, resolved }) =>
      planned('candidate', source, patch, resolved),
    ),
  ];
}
