import type { Config } from '../../domain/config.ts';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell } from '../../domain/execution.ts';
import type { Issue } from '../../domain/issue.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { gradeCell } from '../../pipeline/swebench/grade-cell.ts';
import { type Oracle, readOracle } from '../../pipeline/swebench/oracle.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import { type GradeReport, judgeCell } from '../../pipeline/swebench/verdict.ts';
import type { DevInstance } from './material.ts';

/** One grading and what it has to give. */
export interface Checked {
  readonly instanceId: string;
  readonly kind: 'base' | 'gold' | 'candidate';
  readonly source: string;
  readonly expected: 'resolved' | 'unresolved';
  readonly report: GradeReport;
}

interface Planned extends Omit<Checked, 'report'> {
  readonly cell: Cell;
  readonly oracle: Oracle;
}

export interface CheckSettings {
  readonly engine: SandboxEngine;
  readonly execution: Config['execution'];
  readonly signal: AbortSignal;
  readonly checked: (result: Checked) => void;
}

/**
 * Grades base, gold patch and recorded candidates of the instances as a run would grade them: from the written data
 * set, in the engine. Results in the order base, gold, candidates of each instance.
 */
export async function checkGold(
  datasetPath: string,
  instances: readonly DevInstance[],
  { engine, execution, signal, checked }: CheckSettings,
): Promise<Checked[]> {
  const { issues } = await readIssues(datasetPath);
  const plans: Planned[] = [];
  for (const instance of instances) {
    const issue = issues.find(({ instanceId }) => instanceId === instance.id);
    if (!issue)
      throw new MachineryError(`${datasetPath} has no good row for ${instance.id}`, { transient: false });
    plans.push(...plan(instance, issue, await readOracle(datasetPath, instance.id), execution));
  }
  const judged: Checked[] = [];
  await engine.execute(
    plans.map(({ cell }) => cell),
    signal,
    (index, result) => {
      const planned = plans[index];
      if (!planned) return;
      const { cell, oracle, ...rest } = planned;
      const done = { ...rest, report: judgeCell(cell, result, oracle) };
      judged[index] = done;
      checked(done);
    },
  );
  return judged;
}

function plan(
  instance: DevInstance,
  issue: Issue,
  oracle: Oracle,
  execution: Config['execution'],
): Planned[] {
  const planned = (
    kind: Checked['kind'],
    source: string,
    patch: string | null,
    resolved: boolean,
  ): Planned => ({
    instanceId: instance.id,
    kind,
    source,
    expected: resolved ? 'resolved' : 'unresolved',
    cell: gradeCell({ issue, patch, evalScript: oracle.evalScript, execution }),
    oracle,
  });
  return [
    planned('base', 'base', null, false),
    planned('gold', 'gold', oracle.goldPatch, true),
    ...instance.candidates.map(({ source, patch, resolved }) =>
      planned('candidate', source, patch, resolved),
    ),
  ];
}
