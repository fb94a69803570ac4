import type { Store } from '../../db/store.ts';
import type { Grade, Run } from '../../domain/records.ts';
import { gradeAgain, oracleOfRun } from '../../pipeline/grade.ts';
import { HARNESSES } from '../../pipeline/standing-grade.ts';
import { note } from '../output.ts';
import { type GradeRow, judgedBefore, rowOf } from './grade-row.ts';
import { groupBy } from './group-by.ts';

/** Judges all stored logs of a run by the rules of today, without a sandbox, and names what changes. */
export async function gradeStored(
  store: Store,
  run: Run,
  instances: readonly string[] | undefined,
): Promise<GradeRow[]> {
  const stored = store
    .grades(run.id)
    .filter(
      ({ harness, instanceId }) => harness === HARNESSES.ours && (instances?.includes(instanceId) ?? true),
    );
  const rows: GradeRow[] = [];
  for (const [instanceId, grades] of groupBy(stored, (grade) => grade.instanceId)) {
    const oracle = await oracleOfRun(run, instanceId);
    for (const grade of grades) {
      const before = judgedBefore(grade);
      const report = await gradeAgain(grade, { store, run, oracle });
      const difference = report === null ? null : changesOf(grade, report);
      if (difference !== null) note(`${instanceId}  ${grade.candidateId ?? 'base'}: ${difference}`);
      rows.push(rowOf({ store, run }, grade, report ?? before, difference));
    }
  }
  return rows;
}

function changesOf(
  before: Grade,
  after: Pick<Grade, 'verdict' | 'suspect' | 'infrastructure'>,
): string | null {
  const changes = [
    before.verdict === after.verdict ? null : `${before.verdict} before`,
    (before.suspect === null) === (after.suspect === null)
      ? null
      : `${before.suspect === null ? 'not suspect' : 'suspect'} before`,
    before.infrastructure === after.infrastructure
      ? null
      : `${before.infrastructure ?? 'no infrastructure failure'} before`,
  ].filter((change) => change !== null);
  return changes.length > 0 ? changes.join(', ') : null;
}
