import { and, asc, eq } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { grades, selections, workItems } from '../schema.ts';
import type { Store } from '../store.ts';
import type { Blobs } from './blobs.ts';
import { gradeOfRow } from './grades.ts';

/** Rows with their times. Apart from the methods that stages use: no choice may depend on a time or a grade. */
export function chronicleMethods({ db, read }: Handle, blobs: Blobs): Pick<Store, 'chronicle'> {
  return {
    chronicle: (runId, instanceId) =>
      read(() => ({
        items: db
          .select()
          .from(workItems)
          .where(and(eq(workItems.runId, runId), eq(workItems.instanceId, instanceId)))
          .orderBy(asc(workItems.id))
          .all(),
        selections: db
          .select({ id: selections.id, selectedAt: selections.createdAt })
          .from(selections)
          .where(and(eq(selections.runId, runId), eq(selections.instanceId, instanceId)))
          .orderBy(asc(selections.id))
          .all(),
        grades: db
          .select()
          .from(grades)
          .where(and(eq(grades.runId, runId), eq(grades.instanceId, instanceId)))
          .orderBy(asc(grades.id))
          .all()
          .map((row) => ({ ...gradeOfRow(row, blobs), gradedAt: row.createdAt })),
      })),
  };
}
