import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Selection } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { selections } from '../schema.ts';
import type { Store } from '../store.ts';

type SelectionMethods = Pick<Store, 'putSelection' | 'selections'>;

/**
 * What votes and agents chose, oldest first. A work item has one selection. One made outside of any work item
 * (`troop select`) is appended unless it only says again what the newest such one said.
 */
export function selectionMethods({ db, now, read, write }: Handle): SelectionMethods {
  const newestOutside = (runId: number, instanceId: string) =>
    db
      .select()
      .from(selections)
      .where(
        and(
          eq(selections.runId, runId),
          eq(selections.instanceId, instanceId),
          isNull(selections.workItemId),
        ),
      )
      .orderBy(desc(selections.id))
      .limit(1)
      .get();

  const ofInstance = db
    .select()
    .from(selections)
    .where(
      and(
        eq(selections.runId, sql.placeholder('runId')),
        eq(selections.instanceId, sql.placeholder('instanceId')),
      ),
    )
    .orderBy(asc(selections.id))
    .prepare();

  return {
    putSelection: (item, selection) =>
      write(() => {
        const { runId, instanceId } = item;
        const workItemId = 'id' in item ? item.id : null;
        const known =
          workItemId === null
            ? newestOutside(runId, instanceId)
            : db.select().from(selections).where(eq(selections.workItemId, workItemId)).get();
        if (known && (workItemId !== null || isSame(known, selection))) return selectionOf(known);
        const { kind, rule, candidateId, details } = selection;
        return selectionOf(
          db
            .insert(selections)
            .values({ runId, instanceId, workItemId, kind, rule, candidateId, details, createdAt: now() })
            .returning()
            .get(),
        );
      }),
    selections: (runId, instanceId) => read(() => ofInstance.all({ runId, instanceId }).map(selectionOf)),
  };
}

type Choice = Pick<Selection, 'kind' | 'rule' | 'candidateId' | 'details'>;

function isSame(a: Choice, b: Choice): boolean {
  const text = ({
    kind,
    rule,
    candidateId,
    details: { ranking, votingTests, fallback, regression, trajectoryId },
  }: Choice) =>
    JSON.stringify([
      kind,
      rule,
      candidateId,
      ranking.map((line) => [line.candidateId, line.votes]),
      votingTests,
      fallback,
      regression,
      trajectoryId,
    ]);
  return text(a) === text(b);
}

function selectionOf(row: typeof selections.$inferSelect): Selection {
  const { id, workItemId, instanceId, kind, rule, candidateId, details } = row;
  return { id, workItemId, instanceId, kind, rule, candidateId, details };
}
