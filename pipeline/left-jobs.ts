import { setTimeout as wait } from 'node:timers/promises';
import type { BatchJob } from './batch-job.ts';

const SECOND_THOUGHTS_MS = 4_000;

/** Jobs that a stopped run leaves to the provider, and whoever stopped it may still cancel. */
export class LeftJobs {
  readonly #warn: (message: string) => void;
  #jobs: readonly BatchJob[] = [];
  #leftAt = 0;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  get jobs(): readonly BatchJob[] {
    return this.#jobs;
  }

  leave(jobs: readonly BatchJob[]): void {
    this.#jobs = jobs;
    this.#leftAt = performance.now();
    if (jobs.length === 0) return;
    const what = jobs.length === 1 ? 'a batch stays' : `${jobs.length} batches stay`;
    this.#warn(
      `${what} at the provider, and a resume reads the replies; press Ctrl-C again within ${SECOND_THOUGHTS_MS / 1000} s to cancel`,
    );
  }

  /** Ends when the time for them is over, or the signal has come; nothing else may keep the process alive. */
  async secondThoughts(signal: AbortSignal): Promise<void> {
    const leftMs = this.#leftAt + SECOND_THOUGHTS_MS - performance.now();
    if (this.#jobs.length > 0 && leftMs > 0) await wait(leftMs, undefined, { signal }).catch(() => {});
  }
}
