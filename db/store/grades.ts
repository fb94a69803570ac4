import { and, asc, eq } from 'drizzle-orm';
import type { Grade } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { grades } from '../schema.ts';
import type { Store } from '../store.ts';
import { BASE_ID, candidateOrBase } from './base-id.ts';
import type { Blobs } from './blobs.ts';

type GradeMethods = Pick<Store, 'putGrade' | 'grades'>;

/** Verdicts of hidden tests, one per candidate and harness. An `errored` one is no verdict, so any other replaces it. */
export function gradeMethods({ db, now, read, write }: Handle, blobs: Blobs): GradeMethods {
  return {
    putGrade: (runId, { instanceId, candidateId, harness, report, log, ...found }, on = 'keep') =>
      write(() => {
        const key = { runId, instanceId, candidateId: candidateId ?? BASE_ID, harness };
        const known = db
          .select({ id: grades.id, verdict: grades.verdict })
          .from(grades)
          .where(
            and(
              eq(grades.runId, runId),
              eq(grades.instanceId, instanceId),
              eq(grades.candidateId, key.candidateId),
              eq(grades.harness, harness),
            ),
          )
          .get();
        if (known && known.verdict !== 'errored' && on === 'keep') return;
        const row = { ...found, report: blobs.put(report), log: blobs.put(log) };
        // The time of the first stays: what was chosen after it was not chosen before any grade.
        if (known) db.update(grades).set(row).where(eq(grades.id, known.id)).run();
        else
          db.insert(grades)
            .values({ ...key, ...row, createdAt: now() })
            .run();
      }),
    grades: (runId) =>
      read(() =>
        db
          .select()
          .from(grades)
          .where(eq(grades.runId, runId))
          .orderBy(asc(grades.id))
          .all()
          .map((row) => gradeOfRow(row, blobs)),
      ),
  };
}

export function gradeOfRow(row: typeof grades.$inferSelect, blobs: Blobs): Grade {
  const { instanceId, harness, verdict, suspect, infrastructure, log } = row;
  const report: unknown = JSON.parse(blobs.get(row.report));
  const candidateId = candidateOrBase(row.candidateId);
  return { instanceId, candidateId, harness, verdict, suspect, infrastructure, report, log };
}
