import { and, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { ledger } from '../schema.ts';
import type { Store } from '../store.ts';

type UnpricedMethods = Pick<Store, 'unpricedCalls' | 'putCost'>;

/** Calls of models whose price nobody knew at the time; `added` hears what one came to after all. */
export function unpricedMethods(
  { db, read, write }: Handle,
  added: (runId: number, usd: number) => void,
): UnpricedMethods {
  const isOpen: SQL = sql`status = 'reserved'`;
  const isUnpriced = or(
    and(isOpen, isNull(ledger.reservedUsd)),
    and(ne(ledger.status, 'reserved'), isNull(ledger.costUsd)),
  );
  return {
    unpricedCalls: (runId) =>
      read(() =>
        db
          .select({
            id: ledger.id,
            model: ledger.model,
            priceClass: ledger.priceClass,
            settledBy: ledger.settledBy,
            inputTokens: ledger.inputTokens,
            outputTokens: ledger.outputTokens,
            cacheReadTokens: ledger.cacheReadTokens,
            cacheWriteTokens: ledger.cacheWriteTokens,
          })
          .from(ledger)
          .where(and(eq(ledger.runId, runId), isUnpriced))
          .orderBy(ledger.id)
          .all(),
      ),
    putCost(ledgerId, costUsd) {
      const isTheCall = and(eq(ledger.id, ledgerId), ne(ledger.status, 'reserved'), isNull(ledger.costUsd));
      const [row] = write(() =>
        db.update(ledger).set({ costUsd }).where(isTheCall).returning({ runId: ledger.runId }).all(),
      );
      if (row) added(row.runId, costUsd);
    },
  };
}
