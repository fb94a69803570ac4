import type { Store } from '../../db/store.ts';
import { UsageError } from '../../domain/errors.ts';
import { costOfReply } from '../../domain/price.ts';
import type { OpenEntry, Run, Settlement } from '../../domain/records.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';

/** What each open reservation is said to have cost: nothing, all that was reserved, or so many USD. */
export type OpenCost = 'nothing' | 'reserved' | number;

/**
 * Settles reservations that a killed process left open, by the user's word; `callId`: only that call's. One in a batch
 * is left out unless it is named: a resume learns what it cost.
 */
export function settleByHand(
  store: Pick<Store, 'openEntries' | 'settle'>,
  { id }: Run,
  { cost, callId }: { cost: OpenCost; callId: string | undefined },
): OpenEntry[] {
  const entries = store
    .openEntries(id)
    .filter((entry) => (callId === undefined ? entry.priceClass !== 'batch' : entry.callId === callId));
  if (callId !== undefined && entries.length === 0)
    throw new UsageError(`no open reservation of call ${callId}; troop control lists those there are`);
  for (const entry of entries) {
    store.settle(entry.id, { ...said(entry, cost), usage: NO_USAGE, error: null, settledBy: 'hand' });
  }
  return entries;
}

function said({ reservedUsd }: OpenEntry, cost: OpenCost): Pick<Settlement, 'costUsd'> {
  if (cost === 'nothing') return { costUsd: 0 };
  return { costUsd: cost === 'reserved' ? reservedUsd : cost };
}

/** Settles those that a provider's usage report names; the others stay open. */
export function settleByReport(
  store: Pick<Store, 'openEntries' | 'settle'>,
  { id, config }: Run,
  report: ReadonlyMap<string, Usage>,
): OpenEntry[] {
  return store.openEntries(id).filter((entry) => {
    const usage = report.get(entry.callId);
    if (!usage) return false;
    const price = config.prices[entry.model] ?? null;
    const costUsd = costOfReply({ usage, batch: entry.priceClass === 'batch' || undefined }, price);
    store.settle(entry.id, { usage, costUsd, error: null, settledBy: 'report' });
    return true;
  });
}
