import PQueue from 'p-queue';
import type { Config } from '../domain/config.ts';
import { MachineryError, UsageError } from '../domain/errors.ts';
import type { CellResult } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import type { SandboxEngine } from '../domain/sandbox.ts';
import { type Findings, goldFindings } from './gold-findings.ts';
import { filterIssues, type IssueFilter, isInShard } from './pick-issues.ts';
import { readDataset } from './swebench/dataset.ts';
import { gradeCell } from './swebench/grade-cell.ts';
import { type Oracle, oracleOf } from './swebench/oracle.ts';
import { type RowProblem, readIssues } from './swebench/rows.ts';
import { type GradeReport, judgeCell } from './swebench/verdict.ts';

/** A row that is whole: an issue, and an answer to check it by. Opaque, so that the answer stays here. */
export interface CheckableRow {
  readonly issue: Issue;
  readonly oracle: Oracle;
}

export type GradingKind = 'base' | 'gold';

/** One grading of a check, with its log. */
export interface CheckGrading {
  readonly kind: GradingKind;
  readonly report: GradeReport;
  readonly log: string;
  readonly seconds: number;
}

export interface CheckedInstance extends Findings {
  readonly instanceId: string;
  /** In the order base, gold, base, gold, ...; empty where machinery failed before the first ended. */
  readonly gradings: readonly CheckGrading[];
}

/**
 * Reads the rows of a data set (`place`: as `readDataset` takes it) that the filter lets through. A row that cannot be
 * worked on, or not graded, becomes a problem; one without a readable id is let through by every filter. Throws a UsageError
 * where the data set cannot be read.
 */
export async function checkableRows(
  place: string,
  filter: IssueFilter,
): Promise<{ rows: CheckableRow[]; problems: RowProblem[] }> {
  const { issues, problems } = await readIssues(place);
  const oracles = new Map<string, Oracle>();
  const ungradable: RowProblem[] = [];
  const usable = new Set(issues.map(({ instanceId }) => instanceId));
  const bad = new Set(problems.flatMap(({ instanceId: id }) => (id === null || usable.has(id) ? [] : [id])));
  const good = { ...filter, instances: filter.instances?.filter((id) => !bad.has(id)) };
  const wanted = new Map(filterIssues(issues, good).map((issue) => [issue.instanceId, issue]));
  for (const { columns, line, place: rowPlace } of await readDataset(place)) {
    const id = columns?.instance_id;
    if (columns === null || typeof id !== 'string' || !wanted.has(id) || oracles.has(id)) continue;
    try {
      oracles.set(id, oracleOf(columns, rowPlace));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      ungradable.push({ instanceId: id, line, field: '', message: error.message, onlyGrading: true });
      wanted.delete(id);
    }
  }
  const rows = [...wanted.values()].flatMap((issue) => {
    const oracle = oracles.get(issue.instanceId);
    return oracle ? [{ issue, oracle }] : [];
  });
  const told = problems.filter(({ instanceId }) => instanceId === null || isMeant(instanceId, filter));
  return { rows, problems: [...told, ...ungradable].sort((a, b) => a.line - b.line) };
}

/** As far as the id tells: a row that is no issue may have no repository either. */
function isMeant(instanceId: string, { instances, shard }: IssueFilter): boolean {
  return (instances?.includes(instanceId) ?? true) && (shard === undefined || isInShard(instanceId, shard));
}

export interface CheckDeps {
  readonly engine: Pick<SandboxEngine, 'execute'>;
  readonly execution: Config['execution'];
  /** Instances at once. */
  readonly jobs: number;
  /** How often base and gold are graded each. */
  readonly repeat: number;
  readonly signal: AbortSignal;
  /** Begins no further instance. */
  readonly stopping: AbortSignal;
  readonly checked: (instance: CheckedInstance) => void;
}

/**
 * Grades base and gold patch of every row as candidates are graded, and tells what that says of the row. A failure of
 * the machine ends one instance, not the check. In the order of the rows; where it was stopped, those that ended.
 */
export async function checkGold(rows: readonly CheckableRow[], deps: CheckDeps): Promise<CheckedInstance[]> {
  const queue = new PQueue({ concurrency: deps.jobs });
  const checked = await Promise.all(
    rows.map((row) =>
      queue.add(async () => {
        if (deps.stopping.aborted) return null;
        const instance = await checkRow(row, deps);
        deps.checked(instance);
        return instance;
      }),
    ),
  );
  return checked.flatMap((instance) => (instance ? [instance] : []));
}

async function checkRow({ issue, oracle }: CheckableRow, deps: CheckDeps): Promise<CheckedInstance> {
  const { instanceId } = issue;
  const kinds = Array.from({ length: deps.repeat }, (): GradingKind[] => ['base', 'gold']).flat();
  const cells = kinds.map((kind) => {
    const patch = kind === 'base' ? null : oracle.goldPatch;
    return gradeCell({ issue, patch, evalScript: oracle.evalScript, execution: deps.execution });
  });
  let results: CellResult[];
  try {
    results = await deps.engine.execute(cells, deps.signal);
  } catch (error) {
    if (!(error instanceof MachineryError) || deps.signal.aborted) throw error;
    const faults = [{ what: `the machine failed: ${error.message}`, tests: [] }];
    return { instanceId, state: 'errored', faults, remarks: [], gradings: [] };
  }
  const gradings = results.flatMap((result, index): CheckGrading[] => {
    const [kind, cell] = [kinds[index], cells[index]];
    if (!kind || !cell) return [];
    return [{ kind, report: judgeCell(cell, result, oracle), log: result.output, seconds: result.seconds }];
  });
  const reports = (wanted: GradingKind) =>
    gradings.filter(({ kind }) => kind === wanted).map(({ report }) => report);
  return { instanceId, ...goldFindings(oracle, { base: reports('base'), gold: reports('gold') }), gradings };
}
