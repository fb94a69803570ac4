import { ProviderError } from '../agents/models/provider-error.ts';
import type { Store } from '../db/store.ts';
import { messageBytes } from '../domain/message.ts';
import type { Model, ModelRequest, Role } from '../domain/model.ts';
import { costOf, type Price } from '../domain/price.ts';
import type { Run, Stage } from '../domain/records.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Budget } from './budget.ts';

export interface Billing {
  readonly store: Store;
  readonly run: Run;
  readonly budget: Budget;
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
export function billed(model: Model, { store, run, budget, name, price }: Billing): Model {
  return {
    async ask(request, signal) {
      const most = largestCost(request, price);
      await budget.hold(most ?? 0);
      const { instanceId, role, sample, turn } = request.key;
      const entry = store.reserve({
        runId: run.id,
        instanceId,
        stage: STAGE_OF[role],
        role,
        sample,
        turn,
        model: name,
        callId: request.callId,
        reservedUsd: most,
      });
      try {
        const reply = await model.ask(request, signal);
        const costUsd = costOf(reply.usage, price);
        store.settle(entry, { usage: reply.usage, costUsd, error: null });
        budget.settle(most ?? 0, costUsd ?? 0);
        return reply;
      } catch (error) {
        // Cancelled in flight: what the provider bills is not known, so the reservation stays open.
        if (signal.aborted) {
          budget.settle(most ?? 0, most ?? 0);
          throw error;
        }
        const usage = error instanceof ProviderError ? (error.usage ?? NO_USAGE) : NO_USAGE;
        const costUsd = costOf(usage, price);
        store.settle(entry, { usage, costUsd, error: String(error) });
        budget.settle(most ?? 0, costUsd ?? 0);
        throw error;
      }
    },
  };
}

/** Upper bound in USD: no tokeniser makes more tokens than a text has bytes, and all of them may be cache writes. */
function largestCost(request: ModelRequest, price: Price | null): number | null {
  const bytes = request.messages.reduce((sum, message) => sum + messageBytes(message), 0);
  const dearest = price && { ...price, input: Math.max(price.input, price.cacheWrite) };
  return costOf({ ...NO_USAGE, inputTokens: bytes, outputTokens: request.maxOutputTokens }, dearest);
}
