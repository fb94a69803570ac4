import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchApi, JobCall } from '../agents/models/batch-api.ts';
import { ProviderError } from '../agents/models/provider-error.ts';
import type { Batch } from '../domain/batch.ts';
import type { ModelRequest, Reply } from '../domain/model.ts';
import type { BlindStore } from './deps.ts';

/** A call whose reply a job will bring. */
export interface Awaited {
  readonly customId: string;
  readonly request: ModelRequest;
  /** The call has come to its end, at a cost. */
  deliver(outcome: Reply | Error): void;
  /** The call goes on at the provider; here nobody waits for it any more. */
  abandon(error: unknown): void;
}

export interface JobWorld {
  readonly api: BatchApi;
  readonly store: Pick<BlindStore, 'putBatchStatus' | 'batches' | 'listRuns'>;
  /** Between the first two looks at the job. */
  readonly pollMs: number;
  readonly warn: (message: string) => void;
  /** The job takes no further call. */
  readonly closed: (job: BatchJob) => void;
}

const LONGEST_POLL_MS = 60_000;
const CANCEL_MS = 15_000;
/** Results that break off so often are no passing trouble. */
const MOST_READS = 8;

/** One job at the provider, from its sending (or from wherever an earlier process left it) to its results. */
export class BatchJob {
  readonly batch: Batch;
  readonly #world: JobWorld;
  readonly #awaited = new Map<string, Awaited>();
  readonly #quit = new AbortController();
  #jobId: Promise<string> | null = null;
  #isRead = false;

  constructor(batch: Batch, world: JobWorld) {
    this.batch = batch;
    this.#world = world;
    // The SDKs leave a listener behind at each look; a day has some thousand looks.
    setMaxListeners(0, this.#quit.signal);
  }

  get isEmpty(): boolean {
    return this.#awaited.size === 0;
  }

  add(call: Awaited): void {
    this.#awaited.set(call.customId, call);
  }

  /** With nobody left the job is not looked at any more. */
  drop({ customId }: Awaited): void {
    this.#awaited.delete(customId);
    if (this.isEmpty) this.#close();
  }

  /** Leaves the job to the provider; a later process joins it. */
  abandon(because: () => unknown): void {
    this.#close();
    for (const call of this.#awaited.values()) call.abandon(because());
    this.#awaited.clear();
  }

  /** Sends `calls`, or looks for the job that an earlier process sent; then waits for its results. */
  begin(calls: readonly JobCall[] | null): void {
    this.#jobId = calls ? this.#send(calls) : this.#known();
    this.#live(this.#jobId).catch((error: unknown) => this.#fail(error));
  }

  /** Tells the provider to go no further; what it has answered is billed and can still be read. */
  async cancel(): Promise<void> {
    const { api, store, warn } = this.#world;
    if (this.#isRead) return;
    this.#close();
    try {
      const jobId = await Promise.race([this.#jobId, wait(CANCEL_MS, null, { ref: false })]);
      if (jobId === null) throw new Error('the provider has not said yet that it took it');
      await api.cancel(jobId, AbortSignal.timeout(CANCEL_MS));
      store.putBatchStatus(this.batch.id, 'cancelling');
    } catch (error) {
      warn(`batch ${this.batch.id} could not be cancelled and may go on at the provider: ${String(error)}`);
    }
  }

  async #live(sent: Promise<string>): Promise<void> {
    const { api, store } = this.#world;
    const jobId = await sent;
    const signal = this.#quit.signal;
    for (const pauseMs of pauses(this.#world.pollMs)) {
      const state = await this.#patiently(() => api.state(jobId, signal));
      if (state instanceof ProviderError) throw new NotTakenError(state);
      if (state === 'ended') break;
      await wait(pauseMs, undefined, { signal });
    }
    this.#isRead = true;
    store.putBatchStatus(this.batch.id, 'ended');
    this.#world.closed(this);
    await this.#patiently(() => this.#read(jobId), MOST_READS);
    for (const call of this.#awaited.values()) call.deliver(missing(call, jobId));
  }

  async #read(jobId: string): Promise<void> {
    for await (const { customId, outcome } of this.#world.api.results(jobId, this.#quit.signal)) {
      this.#awaited.get(customId)?.deliver(outcome);
      this.#awaited.delete(customId);
    }
  }

  async #send(calls: readonly JobCall[]): Promise<string> {
    const { api, store } = this.#world;
    try {
      const jobId = await api.submit(calls, this.batch.requestHash);
      store.putBatchStatus(this.batch.id, 'open', jobId);
      return jobId;
    } catch (error) {
      // An answer that was lost on its way, or that a gateway gave, does not say that the job was not taken.
      if (error instanceof ProviderError && (error.mayBeBilled || (error.status ?? 0) >= 500))
        return this.#find();
      store.putBatchStatus(this.batch.id, 'gone');
      throw new NotTakenError(error);
    }
  }

  #known(): Promise<string> {
    return this.batch.jobId === null ? this.#find() : Promise.resolve(this.batch.jobId);
  }

  async #find(): Promise<string> {
    const { api, store } = this.#world;
    const { id, requestHash, calls, createdAt } = this.batch;
    const all = store.listRuns().flatMap((run) => store.batches(run.id));
    const notThese = new Set(all.flatMap(({ jobId }) => jobId ?? []));
    const lost = { requestHash, calls, sentAt: createdAt, notThese };
    const jobId = await this.#patiently(() => api.find(lost, this.#quit.signal));
    store.putBatchStatus(id, jobId === null ? 'gone' : 'open', jobId ?? undefined);
    if (jobId !== null) return jobId;
    throw new NotTakenError(
      new ProviderError(`batch ${id} never reached the provider; it is sent again`, { transient: true }),
    );
  }

  /** What may pass is waited for: the job goes on meanwhile. */
  async #patiently<T>(attempt: () => Promise<T>, most = Number.POSITIVE_INFINITY): Promise<T> {
    let failures = 0;
    for (const pauseMs of pauses(this.#world.pollMs)) {
      try {
        return await attempt();
      } catch (error) {
        failures += 1;
        if (!(error instanceof ProviderError && error.transient) || failures === most) throw error;
        if (failures === 1)
          this.#world.warn(`batch ${this.batch.id}: ${error.message} It is looked at again.`);
        await wait(Math.max(pauseMs, error.retryAfterMs ?? 0), undefined, { signal: this.#quit.signal });
      }
    }
    throw new Error('pauses never end');
  }

  #fail(error: unknown): void {
    if (error instanceof NotTakenError && error.cause instanceof Error) {
      this.#notTaken(error.cause);
    } else if (error instanceof ProviderError && error.status === 404) {
      // Kept for weeks, then deleted; or it belongs to a key of another workspace.
      const message = `${error.message} The job may have been billed; its calls count with all that they may cost.`;
      const options = { transient: false, status: 404, mayBeBilled: true, cause: error };
      this.#notTaken(new ProviderError(message, options));
    } else {
      this.abandon(() => error);
    }
  }

  #notTaken(error: Error): void {
    this.#world.store.putBatchStatus(this.batch.id, 'gone');
    this.#close();
    for (const call of this.#awaited.values()) call.deliver(error);
    this.#awaited.clear();
  }

  #close(): void {
    this.#world.closed(this);
    this.#quit.abort(new Error('nobody waits for this job'));
  }
}

/** The provider has no such job, and bills none. */
class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
  constructor(cause: unknown) {
    super('the job was not taken', { cause });
  }
}

function missing({ request }: Awaited, jobId: string): ProviderError {
  return new ProviderError(`${request.model}: batch ${jobId} has no result for ${request.callId}`, {
    transient: true,
    mayBeBilled: true,
  });
}

function* pauses(firstMs: number): Generator<number, void> {
  for (let ms = firstMs; ; ms = Math.min(ms * 1.5, Math.max(firstMs, LONGEST_POLL_MS))) yield ms;
}
