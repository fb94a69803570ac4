import type { Store } from '../db/store.ts';
import { chargedPrice } from '../domain/charged-price.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { UnpricedCall } from '../domain/ledger.ts';
import { costOfReply } from '../domain/price.ts';
import type { Run } from '../domain/records.ts';
import { isLimited } from './run-budget.ts';

/**
 * Gives a cost to the calls that were made before the price of their model was known, so that a limit counts them too.
 * Throws a UsageError where there is a limit and what some of them cost cannot be known.
 */
export function priceLate(
  store: Pick<Store, 'unpricedCalls' | 'putCost' | 'together'>,
  { id, name, config }: Run,
): void {
  const calls = store.unpricedCalls(id);
  if (calls.length === 0) return;
  const priceless = store.together(() =>
    calls.filter((call) => {
      const costUsd = lateCost(call, config);
      if (costUsd !== null) store.putCost(call.id, costUsd);
      return costUsd === null;
    }),
  );
  if (priceless.length === 0 || !isLimited(config)) return;
  const open = priceless.filter(({ settledBy }) => settledBy === null).length;
  throw new UsageError(
    open > 0
      ? `run ${name} has ${open} open calls that may have cost anything, as their price was unknown; before it gets a limit, say what each cost: troop control --run ${name} --settle-open USD`
      : `run ${name} can have no limit: what ${priceless.length} of its calls cost is not known, as their price was not and they broke off; a run of another name can`,
  );
}

/** Of a call that is open, broke off or was settled by hand nobody counted the tokens. */
function lateCost({ model, priceClass, settledBy, ...usage }: UnpricedCall, config: Config): number | null {
  if (settledBy === null || settledBy === 'bound' || settledBy === 'hand') return null;
  return costOfReply({ usage, batch: priceClass === 'batch' || undefined }, chargedPrice(config, model));
}
