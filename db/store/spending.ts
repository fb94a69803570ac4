import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import type { LedgerPlace, Spending } from '../../domain/ledger.ts';
import type { BudgetLevel } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { ledger, runs } from '../schema.ts';

export interface SpendingQuery {
  readonly runId: number;
  readonly by: 'run' | 'instance' | 'stage' | 'trajectory';
  readonly instanceId: string | undefined;
}

/**
 * Sums over calls that came to an end, failed ones included; open reservations are in `committedUsd` alone. Keys
 * are the run's name, the instance's id, the stage, or `INSTANCE / ROLE / sample N`, which a sample's attempts
 * share. Cost is null where the price of any call in the sum is unknown.
 */
export function spendingBy({ db }: Handle, { runId, by, instanceId }: SpendingQuery): Map<string, Spending> {
  const key = keyOf(by);
  const rows = db
    .select({
      key,
      calls: sql<number>`count(*)`,
      costUsd: sql<
        number | null
      >`case when count(${ledger.costUsd}) = count(*) then total(${ledger.costUsd}) end`,
      knownUsd: sql<number>`total(${ledger.costUsd})`,
      inputTokens: sql<number>`sum(${ledger.inputTokens})`,
      outputTokens: sql<number>`sum(${ledger.outputTokens})`,
      cacheReadTokens: sql<number>`sum(${ledger.cacheReadTokens})`,
      cacheWriteTokens: sql<number>`sum(${ledger.cacheWriteTokens})`,
    })
    .from(ledger)
    .innerJoin(runs, eq(runs.id, ledger.runId))
    .where(
      and(
        eq(ledger.runId, runId),
        ne(ledger.status, 'reserved'),
        instanceId === undefined ? undefined : eq(ledger.instanceId, instanceId),
      ),
    )
    .groupBy(key)
    .orderBy(sql`min(${ledger.id})`)
    .all();
  return new Map(rows.map(({ key, ...spending }) => [key, spending]));
}

/** Settled cost and open reservations of one part of a run, in USD; unknown prices count as 0. */
export function committedAt(
  { db }: Handle,
  runId: number,
  level: BudgetLevel,
  { instanceId, stage, role, sample }: LedgerPlace,
): number {
  const parts: Readonly<Record<BudgetLevel, readonly SQL[]>> = {
    run: [],
    issue: [eq(ledger.instanceId, instanceId)],
    stage: [eq(ledger.instanceId, instanceId), eq(ledger.stage, stage)],
    trajectory: [eq(ledger.instanceId, instanceId), eq(ledger.role, role), eq(ledger.sample, sample)],
  };
  const sum = db
    .select({ usd: sql<number>`total(case when status = 'reserved' then reserved_usd else cost_usd end)` })
    .from(ledger)
    .where(and(eq(ledger.runId, runId), ...parts[level]))
    .get();
  return sum?.usd ?? 0;
}

function keyOf(by: SpendingQuery['by']): SQL<string> {
  switch (by) {
    case 'run':
      return sql<string>`${runs.name}`;
    case 'instance':
      return sql<string>`${ledger.instanceId}`;
    case 'stage':
      return sql<string>`${ledger.stage}`;
    case 'trajectory':
      return sql<string>`${ledger.instanceId} || ' / ' || ${ledger.role} || ' / sample ' || ${ledger.sample}`;
  }
}
