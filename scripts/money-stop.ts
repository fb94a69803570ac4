import type { StoreReader } from '../db/store.ts';
import type { OpenEntry } from '../domain/ledger.ts';
import type { BudgetLevel, Run } from '../domain/records.ts';
import type { Refusal } from '../pipeline/budget.ts';

const LIMIT: Readonly<Record<BudgetLevel, string>> = {
  run: '--budget',
  issue: '--issue-budget or running.issueUsd',
  stage: 'running.stageUsd',
  trajectory: 'running.trajectoryUsd',
};

/** Which limits to raise, as `a higher --budget`; null where calls ran into none. */
export function higherLimits(refusals: readonly Refusal[]): string | null {
  const levels = new Set(refusals.map(({ level }) => level));
  if (levels.size === 0) return null;
  return `a higher ${[...levels].map((level) => LIMIT[level]).join(' and ')}`;
}

/** A run that came to its end, or to that of its money. */
export interface Stopped {
  readonly store: Pick<StoreReader, 'openEntries'>;
  readonly run: Run;
  readonly refusals: readonly Refusal[];
  /** Path of the store. */
  readonly place: string;
}

/** Names the calls that nobody knows the cost of and that hold money where calls were refused, and what settles them. */
export function heldByOpen({ store, run, refusals, place }: Stopped): string[] {
  const holding = store
    .openEntries(run.id)
    .filter((entry) => (entry.reservedUsd ?? 0) > 0 && refusals.some((refusal) => isWithin(entry, refusal)));
  const control = `troop control --store ${place} --run ${run.name} --settle-open nothing|reserved|USD`;
  // Those in batches are settled one by one: a resume may learn what they cost.
  const batched = holding.filter(({ priceClass }) => priceClass === 'batch');
  const others = holding.filter(({ priceClass }) => priceClass !== 'batch');
  return [
    ...heldLine(others, `say what they cost: ${control}`),
    ...heldLine(batched, `a resume may read their batch, or say what each cost: ${control} --call ID`),
  ];
}

function isWithin(entry: OpenEntry, { level, place }: Refusal): boolean {
  const isIssue = entry.instanceId === place.instanceId;
  switch (level) {
    case 'run':
      return true;
    case 'issue':
      return isIssue;
    case 'stage':
      return isIssue && entry.stage === place.stage;
    case 'trajectory':
      return isIssue && entry.role === place.role && entry.sample === place.sample;
  }
}

const MOST_NAMED = 3;

function heldLine(entries: readonly OpenEntry[], remedy: string): string[] {
  if (entries.length === 0) return [];
  const usd = entries.reduce((sum, { reservedUsd }) => sum + (reservedUsd ?? 0), 0);
  const named = entries.slice(0, MOST_NAMED).map(({ callId }) => callId);
  const more = entries.length > MOST_NAMED ? ` and ${entries.length - MOST_NAMED} more` : '';
  return [
    `open reservations hold ${usd.toFixed(4)} USD of that money (${named.join(', ')}${more}); ${remedy}`,
  ];
}
