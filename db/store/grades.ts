import { and, asc, eq } from 'drizzle-orm';
import type { Grade } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { grades } from '../schema.ts';
import type { Store } from '../store.ts';
import { BASE_ID, candidateOrBase } from './base-id.ts';
import type { Blobs } from './blobs.ts';

type GradeMethods = Pick<Store, 'putGrade' | 'grades'>;

/** Verdicts of hidden tests. A verdict stands; an `errored` one is no verdict, so a later one takes its place. */
export function gradeMethods({ db, now, read, write }: Handle, blobs: Blobs): GradeMethods {
  return {
    putGrade: (runId, instanceId, candidateId, harness, verdict, report, log) =>
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
        if (known && known.verdict !== 'errored') return;
        const found = { verdict, report: blobs.put(report), log: blobs.put(log), createdAt: now() };
        if (known) db.update(grades).set(found).where(eq(grades.id, known.id)).run();
        else
          db.insert(grades)
            .values({ ...key, ...found })
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
          .map(({ instanceId, candidateId, verdict, report }): Grade => {
            const stored: unknown = JSON.parse(blobs.get(report));
            return { instanceId, candidateId: candidateOrBase(candidateId), verdict, report: stored };
          }),
      ),
  };
}
