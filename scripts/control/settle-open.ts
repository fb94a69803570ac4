import type { Store } from '../../db/store.ts';
import { chargedPrice } from '../../domain/charged-price.ts';
import { UsageError } from '../../domain/errors.ts';
import type { OpenEntry, Settlement } from '../../domain/ledger.ts';
import { costOfReply } from '../../domain/price.ts';
import type { Run } from '../../domain/records.ts';
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
  const settlements = entries.map((entry): [number, Settlement] => [
    entry.id,
    { costUsd: said(entry, cost), usage: NO_USAGE, error: null, settledBy: 'hand' },
  ]);
  for (const [entryId, settlement] of settlements) store.settle(entryId, settlement);
  return entries;
}

function said({ reservedUsd, callId }: OpenEntry, cost: OpenCost): number {
  if (cost === 'nothing') return 0;
  if (cost !== 'reserved') return cost;
  if (reservedUsd !== null) return reservedUsd;
  throw new UsageError(
    `call ${callId} had no known price, so nothing was reserved for it; give an amount in USD`,
  );
}

/**
 * Settles those that a provider's usage report names; the others stay open. What it says of a call is of all its
 * attempts, so the first that is open is charged with it.
 */
export function settleByReport(
  store: Pick<Store, 'openEntries' | 'settle'>,
  { id, config }: Run,
  report: ReadonlyMap<string, Usage>,
): OpenEntry[] {
  const charged = new Set<string>();
  return store.openEntries(id).filter(({ id: entryId, callId, model, priceClass }) => {
    const counted = report.get(callId);
    if (!counted) return false;
    const usage = charged.has(callId) ? NO_USAGE : counted;
    charged.add(callId);
    const reply = { usage, ...(priceClass === 'batch' && { batch: true as const }) };
    const costUsd = costOfReply(reply, chargedPrice(config, model));
    store.settle(entryId, { usage, costUsd, error: null, settledBy: 'report' });
    return true;
  });
}
