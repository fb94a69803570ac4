import PQueue from 'p-queue';
import { MachineryError } from '../../domain/errors.ts';
import type { GradingDeps } from '../../pipeline/deps.ts';
import { gradePatch } from '../../pipeline/grade.ts';
import { HARNESSES } from '../../pipeline/standing-grade.ts';
import { note } from '../output.ts';
import type { ToGrade } from './chosen-patches.ts';
import { type GradeRow, judgedBefore, rowOf } from './grade-row.ts';

/** Runs the hidden tests in our sandboxes, on what has no grade of ours yet or, with `rerun`, on everything. */
export async function gradeHere(
  wanted: readonly ToGrade[],
  deps: GradingDeps,
  rerun: boolean,
): Promise<GradeRow[]> {
  const queue = new PQueue({ concurrency: deps.config.running.sandboxes });
  const rows = await Promise.all(wanted.map((one) => queue.add(() => gradeOne(one, deps, rerun))));
  return rows.flatMap((row) => (row ? [row] : []));
}

async function gradeOne(
  { issue, ...graded }: ToGrade,
  deps: GradingDeps,
  rerun: boolean,
): Promise<GradeRow | null> {
  if (deps.stopping.aborted) return null;
  const { store, run } = deps;
  const { instanceId } = issue;
  const place = { instanceId, candidateId: graded.candidateId, harness: HARNESSES.ours };
  const known = store
    .grades(run.id)
    .find(
      (grade) =>
        grade.instanceId === instanceId &&
        grade.candidateId === place.candidateId &&
        grade.harness === place.harness,
    );
  if (known && known.verdict !== 'errored' && !rerun) return rowOf(deps, place, judgedBefore(known));
  const before = known && known.infrastructure === null ? known.verdict : null;
  const difference = (verdict: string) => (before === null || before === verdict ? null : `${before} before`);
  try {
    const report = await gradePatch(issue, graded, deps, rerun ? 'replace' : 'keep');
    note(`${instanceId}  ${place.candidateId ?? 'base'}: ${report.verdict}`);
    return rowOf(deps, place, report, difference(report.verdict));
  } catch (error) {
    if (!(error instanceof MachineryError) || deps.signal.aborted) throw error;
    const { message } = error;
    return rowOf(deps, place, { verdict: 'errored', cause: message, suspect: null, infrastructure: message });
  }
}
