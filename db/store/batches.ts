import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { batchCalls, batches, ledger } from '../schema.ts';
import type { Store } from '../store.ts';

type BatchMethods = Pick<Store, 'openBatch' | 'putBatchStatus' | 'findBatchedCall' | 'batches'>;

/** Jobs at the batch price, each with the ledger rows of its calls. */
export function batchMethods(
  { db, now, read, write }: Handle,
  { reserve }: Pick<Store, 'reserve'>,
): BatchMethods {
  const calls = db.$count(batchCalls, eq(batchCalls.batchId, batches.id));
  const own = {
    id: batches.id,
    model: batches.model,
    jobId: batches.jobId,
    requestHash: batches.requestHash,
    status: batches.status,
    createdAt: batches.createdAt,
  };
  const columns = { ...own, calls };
  const find = db
    .select({
      batch: columns,
      ledgerId: ledger.id,
      ledgerStatus: ledger.status,
      reservedUsd: ledger.reservedUsd,
    })
    .from(batchCalls)
    .innerJoin(batches, eq(batches.id, batchCalls.batchId))
    .innerJoin(ledger, eq(ledger.id, batchCalls.ledgerId))
    .where(
      and(
        eq(batchCalls.customId, sql.placeholder('customId')),
        eq(batches.runId, sql.placeholder('runId')),
        ne(batches.status, 'gone'),
        ne(ledger.status, 'failed'),
      ),
    )
    .orderBy(desc(batchCalls.id))
    .limit(1)
    .prepare();

  return {
    openBatch: ({ calls: held, ...batch }) =>
      write(() => {
        const row = db
          .insert(batches)
          .values({ ...batch, status: 'sending', createdAt: now() })
          .returning(own)
          .get();
        const ledgerIds = held.map(({ customId, entry }) => {
          const ledgerId = reserve(entry);
          db.insert(batchCalls).values({ batchId: row.id, customId, ledgerId }).run();
          return ledgerId;
        });
        return { batch: { ...row, calls: held.length }, ledgerIds };
      }),
    putBatchStatus: (batchId, status, jobId) =>
      write(() => {
        db.update(batches)
          .set({ status, ...(jobId !== undefined && { jobId }) })
          .where(eq(batches.id, batchId))
          .run();
      }),
    findBatchedCall: (runId, customId) =>
      read(() => {
        const found = find.get({ runId, customId });
        if (!found) return null;
        const { batch, ledgerId, ledgerStatus, reservedUsd } = found;
        return { batch, ledgerId, isOpen: ledgerStatus === 'reserved', reservedUsd };
      }),
    batches: (runId) =>
      read(() => db.select(columns).from(batches).where(eq(batches.runId, runId)).orderBy(batches.id).all()),
  };
}
