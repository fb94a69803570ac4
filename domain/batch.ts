import type { Config } from './config.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Role } from './model.ts';

/**
 * A job at a provider's batch price: `sending` until the provider's id of it is known, `ended` once its results can be
 * read, `gone` where the provider does not have it (any more).
 */
export type BatchStatus = 'sending' | 'open' | 'cancelling' | 'ended' | 'gone';

export interface Batch {
  readonly id: number;
  /** `provider:name`. */
  readonly model: string;
  /** Null while it is `sending`. */
  readonly jobId: string | null;
  readonly requestHash: string;
  readonly status: BatchStatus;
  /** Calls in it. */
  readonly calls: number;
  readonly createdAt: number;
}

/** A call as its newest job holds it. */
export interface BatchedCall {
  readonly batch: Batch;
  readonly ledgerId: number;
  /** Whether what it cost is not known yet. */
  readonly isOpen: boolean;
  readonly reservedUsd: number | null;
}

/** A job about to be sent: its calls, each with its reservation. */
export interface NewBatch {
  readonly runId: number;
  readonly model: string;
  readonly requestHash: string;
  readonly calls: readonly { readonly customId: string; readonly entry: LedgerEntry }[];
}

/** Whether a call may wait for a job: only a first one does not depend on what came before it. Turns count from 1. */
export function isBatched({ running }: Pick<Config, 'running'>, role: Role, turn: number): boolean {
  return turn === 1 && running.batch.roles.some((batched) => batched === role);
}
