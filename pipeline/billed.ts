import { ProviderError } from '../agents/models/provider-error.ts';
import type { Store } from '../db/store.ts';
import { MachineryError } from '../domain/errors.ts';
import type { LedgerPlace, Settlement } from '../domain/ledger.ts';
import type { Model, ModelRequest, Role } from '../domain/model.ts';
import { costOf, type Price } from '../domain/price.ts';
import type { Run, Stage } from '../domain/records.ts';
import { outputLimit } from '../domain/thinking.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Budget } from './budget.ts';
import { largestCost, type PromptBounds } from './largest-cost.ts';

export interface Billing {
  readonly store: Store;
  readonly run: Run;
  readonly budget: Pick<Budget, 'hold'>;
  readonly bounds: PromptBounds;
  /** `provider:name`. */
  readonly name: string;
  readonly price: Price | null;
}

const STAGE_OF: Record<Role, Stage> = {
  relevance: 'context',
  ranking: 'context',
  testing: 'sample',
  editing: 'sample',
  selecting: 'select',
  judge: 'select',
};

/**
 * Every attempt at a call is one ledger row: its largest possible cost is reserved before it is sent and replaced by
 * what it cost afterwards. A kill in between leaves the reservation open, and an open reservation counts as spent.
 */
export function billed(model: Model, { store, run, budget, bounds, name, price }: Billing): Model {
  return {
    async ask(request, signal) {
      const place = placeOf(request);
      const most = largestCost(request, bounds.inputTokens(request), price);
      const held = await budget.hold(place, most ?? 0, signal);
      const entry = store.reserve({
        runId: run.id,
        ...place,
        turn: request.key.turn,
        model: name,
        callId: request.callId,
        reservedUsd: most,
      });
      const settle = (settlement: Settlement) => {
        store.settle(entry, settlement);
        held.settle(settlement.costUsd ?? 0);
      };
      try {
        const reply = await model.ask(request, signal);
        bounds.learn(request, reply.usage);
        const { usage } = reply;
        const answered = () =>
          settle({ usage, costUsd: costOf(usage, price), error: null, settledBy: 'reply' });
        if (request.settleWith) request.settleWith(answered);
        else answered();
        return reply;
      } catch (error) {
        // Cancelled in flight: what the provider bills is not known, so the reservation stays open.
        if (signal.aborted) held.settle(most ?? 0);
        else settle({ ...afterFailure(error, request, { most, price }), error: String(error) });
        throw error;
      }
    },
  };
}

/** Where the ledger and the budget file a call. */
export function placeOf({ key: { instanceId, role, sample } }: Pick<ModelRequest, 'key'>): LedgerPlace {
  return { instanceId, stage: STAGE_OF[role], role, sample };
}

/**
 * What a failed attempt cost. Of one that broke off behind the provider's door only the beginning is known: it may
 * have written on to the limit, so it counts with all of its output, and with the reserved input where none was counted.
 */
export function afterFailure(
  error: unknown,
  request: ModelRequest,
  { most, price }: { most: number | null; price: Price | null },
): Omit<Settlement, 'error'> {
  const usage = (error instanceof ProviderError ? error.usage : undefined) ?? NO_USAGE;
  // A fault of ours may come behind a reply, too.
  const mayBeBilled = error instanceof ProviderError ? error.mayBeBilled : !(error instanceof MachineryError);
  if (!mayBeBilled) return { usage, costUsd: costOf(usage, price), settledBy: 'refusal' };
  if (usage === NO_USAGE) return { usage, costUsd: most, settledBy: 'bound' };
  return {
    usage,
    costUsd: costOf({ ...usage, outputTokens: outputLimit(request) }, price),
    settledBy: 'bound',
  };
}
