import { eq, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { ledger } from '../schema.ts';
import type { Store } from '../store.ts';

/** The ledger as reports read it: one scan, and as many lines as issues x roles x models x price classes. */
export function costLineMethods({ db, read }: Handle): Pick<Store, 'costLines'> {
  const isOpen = sql<number>`${ledger.status} = 'reserved'`;
  const usd = sql<number | null>`case when ${isOpen} then ${ledger.reservedUsd} else ${ledger.costUsd} end`;
  const lines = db
    .select({
      instanceId: ledger.instanceId,
      role: ledger.role,
      model: ledger.model,
      priceClass: ledger.priceClass,
      isOpen,
      calls: sql<number>`count(*)`,
      callMs: sql<number>`total(${ledger.closedAt} - ${ledger.openedAt})`,
      costUsd: sql<number | null>`sum(${usd})`,
      inputTokens: sql<number>`sum(${ledger.inputTokens})`,
      outputTokens: sql<number>`sum(${ledger.outputTokens})`,
      cacheReadTokens: sql<number>`sum(${ledger.cacheReadTokens})`,
      cacheWriteTokens: sql<number>`sum(${ledger.cacheWriteTokens})`,
    })
    .from(ledger)
    // The plus keeps SQLite off the index, by which each of perhaps a million rows would be a look-up of its own.
    .where(eq(sql`+${ledger.runId}`, sql.placeholder('runId')))
    .groupBy(ledger.instanceId, ledger.role, ledger.model, ledger.priceClass, isOpen, sql`${usd} is null`)
    .orderBy(sql`min(${ledger.id})`)
    .prepare();
  return {
    costLines: (runId) =>
      read(() => lines.all({ runId }).map((line) => ({ ...line, isOpen: line.isOpen === 1 }))),
  };
}
