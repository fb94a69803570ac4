import type { Role } from './model.ts';
import type { Stage } from './records.ts';
import type { Usage } from './usage.ts';

/** Where a call belongs. */
export interface LedgerPlace {
  readonly instanceId: string;
  readonly stage: Stage;
  readonly role: Role;
  readonly sample: number;
}

/** What tokens of a call cost: the list price, or half of it in a batch. */
export type PriceClass = 'standard' | 'batch';

export interface LedgerEntry extends LedgerPlace {
  readonly runId: number;
  readonly turn: number;
  readonly model: string;
  readonly callId: string;
  /** Largest possible cost of the call; null where the price is unknown. */
  readonly reservedUsd: number | null;
  /** `standard` where left out. */
  readonly priceClass?: PriceClass;
}

/**
 * What a settled cost rests on: the reply's own count; a refusal, which costs nothing; the bound that was reserved,
 * where the provider took the request and how far it came is not known; the user's word; the provider's usage report.
 */
export type SettledBy = 'reply' | 'refusal' | 'bound' | 'hand' | 'report';

/** A call in flight, or one whose process was killed: nobody knows yet what it cost. */
export interface OpenEntry extends LedgerEntry {
  readonly id: number;
  readonly openedAt: number;
}

/** A call whose price was unknown; not settled by anything while it is open. */
export interface UnpricedCall extends Usage {
  readonly id: number;
  readonly model: string;
  readonly priceClass: PriceClass;
  readonly settledBy: SettledBy | null;
}

export interface Settlement {
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly error: string | null;
  readonly settledBy: SettledBy;
}

/** Token sums and cost of some part of a run. */
export interface Spending extends Usage {
  readonly calls: number;
  /** Null where any call's price is unknown. */
  readonly costUsd: number | null;
  /** Of the calls whose price is known. */
  readonly knownUsd: number;
}

/** Calls of one issue, role, model and price class that are alike in being open or not and in having a known cost or not. */
export interface CostLine extends Usage {
  readonly instanceId: string;
  readonly role: Role;
  readonly model: string;
  readonly priceClass: PriceClass;
  /** Reservations that nothing settled yet; they have no tokens. */
  readonly isOpen: boolean;
  readonly calls: number;
  /** From reservation to settlement, over all these calls; those in flight at once count each. */
  readonly callMs: number;
  /** Settled, or the most that open calls may cost; null where the price is unknown. */
  readonly costUsd: number | null;
}

/** Settled calls of one issue, role, model and price class, the first ones of their samples apart from the later. */
export interface TurnLine extends Usage {
  readonly instanceId: string;
  readonly role: Role;
  readonly model: string;
  readonly priceClass: PriceClass;
  readonly isFirst: boolean;
  /** Samples that made these calls. */
  readonly samples: number;
  readonly calls: number;
  /** From reservation to settlement, over all these calls; of a batch, the wait for its job. */
  readonly callMs: number;
}
