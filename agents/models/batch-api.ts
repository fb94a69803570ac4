import type { ModelRequest, Reply } from '../../domain/model.ts';
import type { ProviderError } from './provider-error.ts';

/** A call as a job holds it. */
export interface JobCall {
  /** Unique in the job; at most 64 letters, digits, `_` and `-`. */
  readonly customId: string;
  readonly request: ModelRequest;
}

export interface JobResult {
  readonly customId: string;
  /** A call that failed alone costs nothing; its job went on. */
  readonly outcome: Reply | ProviderError;
}

/** A job that was sent, though nobody heard what the provider calls it. */
export interface LostJob {
  readonly requestHash: string;
  readonly calls: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Ids of jobs that are known to be others. */
  readonly notThese: ReadonlySet<string>;
}

/**
 * A provider's jobs at the batch price. Each method is one attempt, bounded in time, and throws a ProviderError, or
 * the signal's reason when cancelled.
 */
export interface BatchApi {
  /** Sends a job and returns the provider's id of it. */
  submit(calls: readonly JobCall[], requestHash: string): Promise<string>;
  /** The provider's id of a job that may have been taken; null where it has none. */
  find(lost: LostJob, signal: AbortSignal): Promise<string | null>;
  /** `ended` once every call has come to its end; an error where the job as a whole was refused, at no cost. */
  state(jobId: string, signal: AbortSignal): Promise<'running' | 'ended' | ProviderError>;
  /** Results of a job that has ended, in any order. */
  results(jobId: string, signal: AbortSignal): AsyncIterable<JobResult>;
  cancel(jobId: string, signal: AbortSignal): Promise<void>;
}

/** A whole job is sent or read in one request. */
export const JOB_TRANSFER_MS = 600_000;

/** Clocks differ by so much. */
export const CLOCK_SKEW_MS = 300_000;
