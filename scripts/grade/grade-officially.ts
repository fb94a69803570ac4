import { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import type { Grade, Run } from '../../domain/records.ts';
import type { GradingDeps } from '../../pipeline/deps.ts';
import { newGrade } from '../../pipeline/grade.ts';
import { HARNESSES } from '../../pipeline/standing-grade.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';
import { completeRow } from '../../pipeline/swebench/older-rows.ts';
import type { Environment } from '../compose.ts';
import { OFFICIAL_VERSION } from '../official/official-python.ts';
import { note } from '../output.ts';
import type { ToGrade } from './chosen-patches.ts';
import { findSwebench } from './find-swebench.ts';
import type { GradeOptions } from './grade-options.ts';
import { type GradeRow, judgedBefore, rowOf } from './grade-row.ts';
import { groupBy } from './group-by.ts';
import { judgeOfficialFiles } from './judge-official-files.ts';
import { runOfficially } from './official-run.ts';

type Columns = Readonly<Record<string, unknown>>;
type Options = Pick<GradeOptions, 'harnessPython' | 'rerun'> & { readonly environment: Environment };
type OneToGrade = ToGrade & { readonly patch: string; readonly candidateId: number };

/**
 * Lets the official package grade candidates in containers of its own, stores what it says beside our grades, and
 * names where the two differ. It takes one patch per instance at a time, so there are as many calls as the instance
 * with most candidates has.
 */
export async function gradeOfficially(
  wanted: readonly ToGrade[],
  deps: GradingDeps,
  { harnessPython, rerun, environment }: Options,
): Promise<GradeRow[]> {
  const { store, run, config, signal } = deps;
  const { python, version } = await findSwebench(harnessPython, environment);
  if (version !== OFFICIAL_VERSION)
    note(`swebench ${version} grades; our rules are those of ${OFFICIAL_VERSION}, so verdicts may differ`);
  const grades = () => store.grades(run.id);
  const open = wanted.filter(isPatch).filter((one) => {
    const known = gradeOf(grades(), one, HARNESSES.official);
    return rerun || known === undefined || known.verdict === 'errored';
  });
  const rows = await rowsOf(run, new Set(open.map(({ issue }) => issue.instanceId)));
  for (const round of rounds(open)) {
    if (deps.stopping.aborted) break;
    const files = await runOfficially({
      python,
      rows: round.map(({ issue }) => rows.get(issue.instanceId) ?? {}),
      patches: new Map(round.map(({ issue, patch }) => [issue.instanceId, patch])),
      workers: config.running.sandboxes,
      timeoutMs: config.execution.gradeTimeoutMs,
      environment,
      signal,
      say: (line) => note(`swebench: ${line}`),
    });
    for (const { issue, candidateId } of round) {
      const { instanceId } = issue;
      const left = files.find((one) => one.instanceId === instanceId);
      const columns = rows.get(instanceId);
      if (!left || !columns)
        throw new Error(`${instanceId} got lost on its way through the official harness`);
      const report = judgeOfficialFiles(left, columns);
      const place = { instanceId, candidateId, harness: HARNESSES.official };
      const grade = await newGrade(place, report, left.log?.toString('utf8') ?? '');
      store.putGrade(run.id, grade, rerun ? 'replace' : 'keep');
      note(`${instanceId}  ${candidateId}: ${report.verdict}`);
    }
  }
  const after = grades();
  return wanted.flatMap((one) => {
    const official = gradeOf(after, one, HARNESSES.official);
    if (!official) return [];
    const ours = gradeOf(after, one, HARNESSES.ours);
    return [rowOf(deps, official, judgedBefore(official), ours ? differenceOf(official, ours) : null)];
  });
}

function isPatch(one: ToGrade): one is OneToGrade {
  return one.patch !== null && one.candidateId !== null;
}

function gradeOf(grades: readonly Grade[], { issue, candidateId }: ToGrade, harness: string) {
  return grades.find(
    (grade) =>
      grade.instanceId === issue.instanceId && grade.candidateId === candidateId && grade.harness === harness,
  );
}

/** The first candidate of each instance, then the second of each, and so on. */
function rounds(open: readonly OneToGrade[]): OneToGrade[][] {
  const byInstance = groupBy(open, ({ issue }) => issue.instanceId);
  const most = Math.max(0, ...[...byInstance.values()].map((ones) => ones.length));
  return Array.from({ length: most }, (_, at) =>
    [...byInstance.values()].flatMap((ones) => ones.slice(at, at + 1)),
  );
}

/** Whole rows, those of the older generation with the columns that the package wants. */
async function rowsOf({ name, dataset }: Run, ids: ReadonlySet<string>): Promise<Map<string, Columns>> {
  if (dataset === null) throw new UsageError(`run ${name} has no data set to grade from`);
  const rows = new Map<string, Columns>();
  for (const { columns, place } of await readDataset(dataset)) {
    const id = columns?.instance_id;
    if (!columns || typeof id !== 'string' || !ids.has(id) || rows.has(id)) continue;
    const completed = completeRow(columns);
    if (!completed.ok) throw new UsageError(`${place}: ${id}: ${completed.field}: ${completed.message}`);
    rows.set(id, completed.columns);
  }
  const missing = [...ids].filter((id) => !rows.has(id));
  if (missing.length > 0) throw new UsageError(`${dataset} has no row for ${missing.join(', ')}`);
  return rows;
}

const listsSchema = z.object({
  failToPass: z.object({ failure: z.array(z.string()) }),
  passToPass: z.object({ failure: z.array(z.string()) }),
});

function differenceOf(official: Grade, ours: Grade): string | null {
  if (official.verdict !== ours.verdict) return `${ours.verdict} by ${ours.harness}`;
  const [theirFailures, ourFailures] = [failuresOf(official.report), failuresOf(ours.report)];
  const apart = [
    ...theirFailures.filter((test) => !ourFailures.includes(test)),
    ...ourFailures.filter((test) => !theirFailures.includes(test)),
  ];
  return apart.length > 0 ? `one harness alone saw fail: ${apart.slice(0, 3).join(', ')}` : null;
}

function failuresOf(report: unknown): string[] {
  const { failToPass, passToPass } = listsSchema.parse(report);
  return [...failToPass.failure, ...passToPass.failure];
}
