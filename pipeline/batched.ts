import { createHash } from 'node:crypto';
import type { BatchApi } from '../agents/models/batch-api.ts';
import type { Batch, BatchedCall } from '../domain/batch.ts';
import type { Config } from '../domain/config.ts';
import type { Settlement } from '../domain/ledger.ts';
import { messageBytes } from '../domain/message.ts';
import type { Model, ModelRequest, Reply } from '../domain/model.ts';
import { batchPrice, costOf } from '../domain/price.ts';
import { type Awaited, BatchJob, type JobWorld } from './batch-job.ts';
import { afterFailure, type Billing, placeOf } from './billed.ts';
import type { Budget, Hold } from './budget.ts';
import { largestCost } from './largest-cost.ts';
import { LeftJobs } from './left-jobs.ts';

export interface Batching extends Billing {
  readonly budget: Pick<Budget, 'hold' | 'adopt'>;
  readonly api: BatchApi;
  readonly settings: Config['running']['batch'];
  /** Cancels all jobs. */
  readonly signal: AbortSignal;
  /** Leaves jobs to the provider; calls end with the error that `because` makes. */
  readonly stopping: { readonly signal: AbortSignal; readonly because: () => Error };
  readonly warn: (message: string) => void;
}

export interface BatchedModel extends Model {
  /** Whether an earlier process put the call into a job that may still answer it. */
  has(request: ModelRequest): boolean;
  /** Waits for jobs that are being cancelled, and a moment for whoever may want to cancel what was left. */
  close(): Promise<void>;
}

/** OpenAI takes 200 MB in one file, the smaller limit of the two; half of it is left to JSON's escapes. */
const MOST_BYTES = 96 * 1024 ** 2;

interface Call extends Awaited {
  readonly mostUsd: number | null;
  readonly hold: Hold;
  job: BatchJob | null;
  /** Null until a job holds the call. */
  ledgerId: number | null;
}

/**
 * Asks at the batch price: collects calls for a short time and sends them as one job. The job, what it holds and what
 * is reserved for it are stored before it is sent, so that a call that is asked again by a later process joins its job.
 */
export function batched(batching: Batching): BatchedModel {
  return new Batches(batching);
}

class Batches implements BatchedModel {
  readonly #batching: Batching;
  readonly #price;
  readonly #jobs = new Map<number, BatchJob>();
  readonly #cancelled: Promise<void>[] = [];
  readonly #world: JobWorld;
  readonly #left: LeftJobs;
  #collected: Call[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(batching: Batching) {
    this.#batching = batching;
    this.#price = batchPrice(batching.price);
    const { api, store, settings, warn, signal, stopping } = batching;
    const closed = ({ batch }: BatchJob) => this.#jobs.delete(batch.id);
    this.#world = { api, store, pollMs: settings.pollMs, warn, closed };
    this.#left = new LeftJobs((words) => warn(`${batching.name}: ${words}`));
    stopping.signal.addEventListener('abort', () => this.#stop(stopping.because));
    signal.addEventListener('abort', () => {
      for (const job of [...this.#left.jobs, ...this.#jobs.values()]) this.#cancelled.push(job.cancel());
    });
  }

  has(request: ModelRequest): boolean {
    const { store, run } = this.#batching;
    return store.findBatchedCall(run.id, this.#customId(request)) !== null;
  }

  async ask(request: ModelRequest, signal: AbortSignal): Promise<Reply> {
    const { store, run, stopping } = this.#batching;
    signal.throwIfAborted();
    if (stopping.signal.aborted) throw stopping.because();
    const customId = this.#customId(request);
    const known = store.findBatchedCall(run.id, customId);
    const money = known ? this.#adopted(request, known) : await this.#held(request, signal);
    return new Promise((resolve, reject) => {
      const depart = () => {
        this.#leave(call);
        // The caller's process may end with this call: it ends when the provider has been told.
        Promise.all(this.#cancelled).then(() => reject(signal.reason), reject);
      };
      const stay = () => signal.removeEventListener('abort', depart);
      const call: Call = {
        ...money,
        customId,
        request,
        job: null,
        ledgerId: known?.ledgerId ?? null,
        deliver: (outcome) => {
          stay();
          this.#settle(call, outcome);
          if (outcome instanceof Error) reject(outcome);
          else resolve({ ...outcome, batch: true });
        },
        abandon: (error) => {
          stay();
          call.hold.settle(call.mostUsd ?? 0);
          reject(error);
        },
      };
      signal.addEventListener('abort', depart, { once: true });
      if (known) this.#join(call, known.batch);
      else this.#collect(call);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#left.secondThoughts(this.#batching.signal);
    await Promise.all(this.#cancelled);
  }

  async #held(request: ModelRequest, signal: AbortSignal): Promise<Pick<Call, 'mostUsd' | 'hold'>> {
    const { budget, bounds, stopping } = this.#batching;
    const mostUsd = largestCost(request, bounds.inputTokens(request), this.#price);
    const hold = await budget.hold(placeOf(request), mostUsd ?? 0, signal);
    if (!stopping.signal.aborted && !signal.aborted) return { mostUsd, hold };
    hold.settle(0);
    throw signal.aborted ? signal.reason : stopping.because();
  }

  /** What the earlier process reserved stands for the call; one that it settled is paid. */
  #adopted(request: ModelRequest, { isOpen, reservedUsd }: BatchedCall): Pick<Call, 'mostUsd' | 'hold'> {
    if (!isOpen) return { mostUsd: 0, hold: { settle: () => {} } };
    return { mostUsd: reservedUsd, hold: this.#batching.budget.adopt(placeOf(request), reservedUsd ?? 0) };
  }

  #join(call: Call, batch: Batch): void {
    const open = this.#jobs.get(batch.id);
    const job = open ?? new BatchJob(batch, this.#world);
    job.add(call);
    call.job = job;
    if (open) return;
    this.#jobs.set(batch.id, job);
    job.begin(null);
  }

  #collect(call: Call): void {
    const { maxRequests, waitMs } = this.#batching.settings;
    const bytes = call.request.messages.reduce((sum, message) => sum + messageBytes(message), 0);
    if (this.#collected.length > 0 && this.#bytes + bytes > MOST_BYTES) this.#send();
    this.#collected.push(call);
    this.#bytes += bytes;
    clearTimeout(this.#timer);
    if (this.#collected.length >= maxRequests) this.#send();
    else this.#timer = setTimeout(() => this.#send(), waitMs);
  }

  #send(): void {
    clearTimeout(this.#timer);
    const calls = this.#collected;
    this.#collected = [];
    this.#bytes = 0;
    if (calls.length === 0) return;
    try {
      const { batch, ledgerIds } = this.#stored(calls);
      const job = new BatchJob(batch, this.#world);
      for (const [index, call] of calls.entries()) {
        call.ledgerId = ledgerIds[index] ?? null;
        call.job = job;
        job.add(call);
      }
      this.#jobs.set(batch.id, job);
      job.begin(calls);
    } catch (error) {
      // Without its row no job is sent.
      for (const call of calls) this.#drop(call, error);
    }
  }

  /** The job's row with its reservations, before anybody else hears of it. */
  #stored(calls: readonly Call[]) {
    const { store, run, name } = this.#batching;
    const held = calls.map(({ customId, request: { callId, key }, mostUsd: reservedUsd }) => {
      const place = { runId: run.id, ...placeOf({ key }), turn: key.turn, model: name };
      return { customId, entry: { ...place, callId, reservedUsd, priceClass: 'batch' as const } };
    });
    const requestHash = sha256(calls.map(({ customId }) => customId).sort());
    return store.openBatch({ runId: run.id, model: name, requestHash, calls: held });
  }

  /** Ends a call that was not sent and costs nothing. */
  #drop(call: Call, error: unknown): void {
    call.hold.settle(0);
    call.abandon(error);
  }

  #settle(call: Call, outcome: Reply | Error): void {
    const { store, bounds } = this.#batching;
    const price = this.#price;
    const { request, mostUsd: most } = call;
    const settlement: Settlement =
      outcome instanceof Error
        ? { ...afterFailure(outcome, request, { most, price }), error: String(outcome) }
        : {
            usage: outcome.usage,
            costUsd: costOf(outcome.usage, price),
            error: null,
            settledBy: 'reply',
          };
    if (!(outcome instanceof Error)) bounds.learn(request, outcome.usage);
    if (call.ledgerId !== null) store.settle(call.ledgerId, settlement);
    call.hold.settle(settlement.costUsd ?? 0);
  }

  #leave(call: Call): void {
    this.#collected = this.#collected.filter((one) => one !== call);
    // What no job holds was not sent and costs nothing.
    call.hold.settle(call.job ? (call.mostUsd ?? 0) : 0);
    call.job?.drop(call);
  }

  #stop(because: () => Error): void {
    clearTimeout(this.#timer);
    for (const call of this.#collected) this.#drop(call, because());
    this.#collected = [];
    const jobs = [...this.#jobs.values()];
    this.#left.leave(jobs);
    for (const job of jobs) job.abandon(because);
  }

  #customId({ callId, hash }: ModelRequest): string {
    return sha256([this.#batching.name, callId, hash]);
  }
}

function sha256(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
