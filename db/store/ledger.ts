import { and, eq, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { ledger } from '../schema.ts';
import type { Store } from '../store.ts';
import { storeError } from '../store-error.ts';
import { committedAt, spendingBy } from './spending.ts';
import { unpricedMethods } from './unpriced.ts';

type LedgerMethods = Pick<
  Store,
  | 'unpricedCalls'
  | 'putCost'
  | 'reserve'
  | 'settle'
  | 'committedUsd'
  | 'committedAt'
  | 'openReservations'
  | 'openEntries'
  | 'spending'
>;

/** Money, one row for each attempt at a call. The first settlement of a reservation stands. */
export function ledgerMethods(handle: Handle): LedgerMethods {
  const { db, now, read, write } = handle;
  const insert = db
    .insert(ledger)
    .values({
      runId: sql.placeholder('runId'),
      instanceId: sql.placeholder('instanceId'),
      stage: sql.placeholder('stage'),
      role: sql.placeholder('role'),
      sample: sql.placeholder('sample'),
      turn: sql.placeholder('turn'),
      model: sql.placeholder('model'),
      callId: sql.placeholder('callId'),
      reservedUsd: sql.placeholder('reservedUsd'),
      priceClass: sql.placeholder('priceClass'),
      status: 'reserved',
      openedAt: sql.placeholder('openedAt'),
    })
    .returning({ id: ledger.id })
    .prepare();
  const find = db
    .select({ id: ledger.id })
    .from(ledger)
    .where(eq(ledger.id, sql.placeholder('id')))
    .prepare();
  const close = db
    .update(ledger)
    .set({
      inputTokens: sql`${sql.placeholder('inputTokens')}`,
      outputTokens: sql`${sql.placeholder('outputTokens')}`,
      cacheReadTokens: sql`${sql.placeholder('cacheReadTokens')}`,
      cacheWriteTokens: sql`${sql.placeholder('cacheWriteTokens')}`,
      status: sql`${sql.placeholder('status')}`,
      costUsd: sql`${sql.placeholder('costUsd')}`,
      settledBy: sql`${sql.placeholder('settledBy')}`,
      error: sql`${sql.placeholder('error')}`,
      closedAt: sql`${sql.placeholder('closedAt')}`,
    })
    .where(and(eq(ledger.id, sql.placeholder('id')), sql`status = 'reserved'`))
    .returning({ runId: ledger.runId })
    .prepare();
  const settled = settledTotals(handle);
  // The literal lets SQLite use the partial index of open reservations.
  const openOnes = db
    .select({ usd: sql<number>`total(${ledger.reservedUsd})`, calls: sql<number>`count(*)` })
    .from(ledger)
    .where(and(eq(ledger.runId, sql.placeholder('runId')), sql`status = 'reserved'`))
    .prepare();

  return {
    ...unpricedMethods(handle, settled.add),
    reserve: (entry) => write(() => insert.get({ priceClass: 'standard', ...entry, openedAt: now() }).id),
    settle(ledgerId, { usage, costUsd, error, settledBy }) {
      const runId = write(() => {
        const status = error === null ? 'settled' : 'failed';
        const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
        const tokens = { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
        const entry = { id: ledgerId, ...tokens, status, costUsd, settledBy, error, closedAt: now() };
        const [row] = close.all(entry);
        if (!row && !find.get({ id: ledgerId }))
          throw storeError(`the ledger has no reservation ${ledgerId}`);
        return row?.runId ?? null;
      });
      if (runId !== null) settled.add(runId, costUsd ?? 0);
    },
    committedUsd: (runId) => read(() => settled.of(runId) + (openOnes.get({ runId })?.usd ?? 0)),
    committedAt: (runId, level, place) => read(() => committedAt(handle, runId, level, place)),
    openEntries: (runId) =>
      read(() =>
        db
          .select()
          .from(ledger)
          .where(and(eq(ledger.runId, runId), sql`status = 'reserved'`))
          .orderBy(ledger.id)
          .all(),
      ),
    openReservations: (runId) => read(() => openOnes.get({ runId }) ?? { usd: 0, calls: 0 }),
    spending: (runId, by, instanceId) => read(() => spendingBy(handle, { runId, by, instanceId })),
  };
}

/**
 * Settled USD by run. Asked before every call, over what may be a million rows, so the sum is kept here and made
 * anew only when another process wrote to the file or a transaction came to nothing.
 */
function settledTotals({ db, epoch }: Handle) {
  const sum = db
    .select({ usd: sql<number>`total(${ledger.costUsd})` })
    .from(ledger)
    .where(eq(ledger.runId, sql.placeholder('runId')))
    .prepare();
  const totals = new Map<number, number>();
  let seen: unknown;
  return {
    /** Called behind the settlement, which may yet be undone with the transaction around it. */
    add(runId: number, usd: number): void {
      const total = totals.get(runId);
      if (total !== undefined) totals.set(runId, total + usd);
    },
    of(runId: number): number {
      const version = epoch();
      if (version !== seen) totals.clear();
      seen = version;
      const total = totals.get(runId) ?? sum.get({ runId })?.usd ?? 0;
      totals.set(runId, total);
      return total;
    },
  };
}
