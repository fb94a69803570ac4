import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { WorkItem } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { contexts, workItems } from '../schema.ts';
import type { Store } from '../store.ts';
import { storeError } from '../store-error.ts';

type WorkItemMethods = Pick<
  Store,
  'findItem' | 'openItem' | 'closeItem' | 'reopenItem' | 'items' | 'putContext' | 'context'
>;

/** What a stage has to do, once each; and the context, which is what the first stage did. */
export function workItemMethods({ db, now, read, write }: Handle): WorkItemMethods {
  const isOfSample = and(
    eq(workItems.runId, sql.placeholder('runId')),
    eq(workItems.instanceId, sql.placeholder('instanceId')),
    eq(workItems.stage, sql.placeholder('stage')),
    eq(workItems.sample, sql.placeholder('sample')),
  );
  const newest = db
    .select()
    .from(workItems)
    .where(isOfSample)
    .orderBy(desc(workItems.attempt))
    .limit(1)
    .prepare();
  const exact = db
    .select()
    .from(workItems)
    .where(and(isOfSample, eq(workItems.attempt, sql.placeholder('attempt'))))
    .prepare();
  const ofId = db
    .select()
    .from(workItems)
    .where(eq(workItems.id, sql.placeholder('id')))
    .prepare();
  const close = db
    .update(workItems)
    .set({
      status: sql`${sql.placeholder('status')}`,
      error: sql`${sql.placeholder('error')}`,
      closedAt: sql`${sql.placeholder('closedAt')}`,
    })
    .where(eq(workItems.id, sql.placeholder('id')))
    .prepare();

  const existing = (id: number) => {
    const row = ofId.get({ id });
    if (!row) throw storeError(`the store has no work item ${id}`);
    return row;
  };

  return {
    findItem: (key) =>
      read(() => {
        const row = newest.get({ ...key });
        return row ? itemOf(row) : null;
      }),
    openItem: (key, inputs) =>
      write(() => {
        const { runId, instanceId, stage, sample, attempt } = key;
        const row =
          exact.get({ ...key }) ??
          db
            .insert(workItems)
            .values({ runId, instanceId, stage, sample, attempt, inputs, status: 'open', openedAt: now() })
            .returning()
            .get();
        return itemOf(row);
      }),
    closeItem: (id, status, error) =>
      write(() => {
        const { status: current } = existing(id);
        if (current === status) return;
        if (current !== 'open') {
          throw storeError(`work item ${id} is ${current}; reopen it before it becomes ${status}`);
        }
        close.run({ id, status, error: error ?? null, closedAt: now() });
      }),
    reopenItem: (id) =>
      write(() => {
        if (existing(id).status === 'open') return;
        const open = { status: 'open' as const, error: null, closedAt: null };
        db.update(workItems).set(open).where(eq(workItems.id, id)).run();
      }),
    items: (runId, instanceId) =>
      read(() =>
        db
          .select()
          .from(workItems)
          .where(
            and(
              eq(workItems.runId, runId),
              instanceId === undefined ? undefined : eq(workItems.instanceId, instanceId),
            ),
          )
          .orderBy(asc(workItems.id))
          .all()
          .map(itemOf),
      ),
    putContext: ({ runId, instanceId, attempt }, mode, files, considered) =>
      write(() => {
        db.insert(contexts)
          .values({ runId, instanceId, attempt, mode, files, considered, createdAt: now() })
          .onConflictDoNothing()
          .run();
      }),
    context: (runId, instanceId) =>
      read(() => {
        const row = db
          .select()
          .from(contexts)
          .where(and(eq(contexts.runId, runId), eq(contexts.instanceId, instanceId)))
          .orderBy(desc(contexts.attempt))
          .limit(1)
          .get();
        return row ? { mode: row.mode, files: [...row.files], considered: [...row.considered] } : null;
      }),
  };
}

function itemOf({ openedAt: _, closedAt: __, ...item }: typeof workItems.$inferSelect): WorkItem {
  return item;
}
