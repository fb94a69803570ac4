import { and, eq, ne, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { ledger } from '../schema.ts';
import type { Store } from '../store.ts';

/** The ledger as reports and plans read it: one scan, and as many lines as issues x roles x models x price classes. */
export function costLineMethods({ db, read }: Handle): Pick<Store, 'costLines' | 'turnLines'> {
  const isOpen = sql<number>`${ledger.status} = 'reserved'`;
  const usd = sql<number | null>`case when ${isOpen} then ${ledger.reservedUsd} else ${ledger.costUsd} end`;
  const isFirst = sql<number>`${ledger.turn} = 1`;
  const parts = {
    instanceId: ledger.instanceId,
    role: ledger.role,
    model: ledger.model,
    priceClass: ledger.priceClass,
  };
  const sums = {
    calls: sql<number>`count(*)`,
    callMs: sql<number>`total(${ledger.closedAt} - ${ledger.openedAt})`,
    inputTokens: sql<number>`sum(${ledger.inputTokens})`,
    outputTokens: sql<number>`sum(${ledger.outputTokens})`,
    cacheReadTokens: sql<number>`sum(${ledger.cacheReadTokens})`,
    cacheWriteTokens: sql<number>`sum(${ledger.cacheWriteTokens})`,
  };
  // The plus keeps SQLite off the index, by which each of perhaps a million rows would be a look-up of its own.
  const ofRun = eq(sql`+${ledger.runId}`, sql.placeholder('runId'));
  const lines = db
    .select({ ...parts, ...sums, isOpen, costUsd: sql<number | null>`sum(${usd})` })
    .from(ledger)
    .where(ofRun)
    .groupBy(ledger.instanceId, ledger.role, ledger.model, ledger.priceClass, isOpen, sql`${usd} is null`)
    .orderBy(sql`min(${ledger.id})`)
    .prepare();
  const turns = db
    .select({ ...parts, ...sums, isFirst, samples: sql<number>`count(distinct ${ledger.sample})` })
    .from(ledger)
    .where(and(ofRun, ne(ledger.status, 'reserved')))
    .groupBy(ledger.instanceId, ledger.role, ledger.model, ledger.priceClass, isFirst)
    .orderBy(sql`min(${ledger.id})`)
    .prepare();
  return {
    costLines: (runId) =>
      read(() => lines.all({ runId }).map((line) => ({ ...line, isOpen: line.isOpen === 1 }))),
    turnLines: (runId) =>
      read(() => turns.all({ runId }).map((line) => ({ ...line, isFirst: line.isFirst === 1 }))),
  };
}
