import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, completeAnswer } from './answer.ts';
import { type CountPrompt, tokensOf } from './prompt-cache.ts';
import type { logTo } from './request-log.ts';
import type { Scenario } from './scenario.ts';
import { chunksOf, type ReplyParts, type Wire, WireError } from './wire.ts';

/** How jobs go, beside what the scenario answers. */
export interface BatchSettings {
  /** From the submission of a job to its results. */
  readonly jobMs: number;
  /** So many of the first jobs are taken, and the connection breaks before the client hears of it. */
  readonly unheardJobs: number;
}

export interface BatchRoom {
  readonly scenario: Scenario;
  readonly countPrompt: CountPrompt;
  readonly log: ReturnType<typeof logTo>;
  readonly settings: BatchSettings;
}

export interface JobRequest {
  readonly customId: string;
  readonly body: unknown;
}

/** How a request of a job ended; what it cost is in the log. */
export type JobOutcome =
  | { readonly kind: 'succeeded'; readonly parts: ReplyParts }
  | {
      readonly kind: 'errored';
      readonly status: number;
      readonly message: string;
      readonly code: string | undefined;
    }
  | { readonly kind: 'canceled' | 'expired' };

export interface Job {
  readonly id: string;
  /** Of whoever sent it: a job belongs to the workspace of its key. */
  readonly key: string;
  readonly createdAt: Date;
  readonly requests: readonly JobRequest[];
  readonly metadata: Readonly<Record<string, string>>;
  status: 'running' | 'canceling' | 'ended';
  outcomes: ReadonlyMap<string, JobOutcome>;
}

/** The jobs of one protocol. Nothing is answered before a job's time is over; then everything is, or what it was cancelled. */
export class BatchJobs {
  readonly #room: BatchRoom;
  readonly #wire: Wire;
  readonly #seen = new Map<string, number>();
  readonly #jobs: Job[] = [];

  constructor(room: BatchRoom, wire: Wire) {
    this.#room = room;
    this.#wire = wire;
  }

  get count(): number {
    return this.#jobs.length;
  }

  submit(requests: readonly JobRequest[], headers: IncomingHttpHeaders, metadata: Job['metadata'] = {}): Job {
    const { log, settings } = this.#room;
    const id = `${this.#wire.api === 'anthropic' ? 'msgbatch' : 'batch'}_${this.#jobs.length + 1}`;
    const key = keyOf(headers);
    const job: Job = {
      id,
      key,
      createdAt: new Date(),
      requests,
      metadata,
      status: 'running',
      outcomes: new Map(),
    };
    this.#jobs.push(job);
    log({
      event: 'batch',
      id: 0,
      api: this.#wire.api,
      jobId: id,
      act: 'submitted',
      customIds: requests.map(({ customId }) => customId),
    });
    void wait(settings.jobMs).then(() => this.#end(job, headers));
    return job;
  }

  /** Throws a 404 where the key's workspace has no such job. */
  find(id: string, headers: IncomingHttpHeaders): Job {
    const job = this.#jobs.find((one) => one.id === id && one.key === keyOf(headers));
    if (!job) throw new WireError(404, `no batch ${id}`);
    return job;
  }

  /** The newest first. */
  list(headers: IncomingHttpHeaders): Job[] {
    return this.#jobs.filter(({ key }) => key === keyOf(headers)).reverse();
  }

  cancel(job: Job): void {
    job.status = 'canceling';
    this.#room.log({
      event: 'batch',
      id: 0,
      api: this.#wire.api,
      jobId: job.id,
      act: 'cancelled',
      customIds: [],
    });
    job.outcomes = new Map(job.requests.map(({ customId }) => [customId, { kind: 'canceled' }]));
    setTimeout(() => {
      job.status = 'ended';
    }, 20);
  }

  async #end(job: Job, headers: IncomingHttpHeaders): Promise<void> {
    if (job.status !== 'running') return;
    const outcomes = new Map<string, JobOutcome>();
    for (const request of job.requests)
      outcomes.set(request.customId, await this.#answer(job, request, headers));
    job.outcomes = outcomes;
    job.status = 'ended';
    this.#room.log({
      event: 'batch',
      id: 0,
      api: this.#wire.api,
      jobId: job.id,
      act: 'ended',
      customIds: [],
    });
  }

  async #answer(job: Job, { customId, body }: JobRequest, headers: IncomingHttpHeaders): Promise<JobOutcome> {
    const { scenario, countPrompt, log } = this.#room;
    const { api } = this.#wire;
    const seen = this.#seen.get(customId) ?? 0;
    this.#seen.set(customId, seen + 1);
    try {
      const { call, blocks } = this.#wire.read(body, headers);
      const answer: Answer = completeAnswer(await scenario({ api, callId: null, name: null, seen, ...call }));
      const { fault } = answer;
      if (fault?.kind === 'hang') return { kind: 'expired' };
      if (fault?.kind === 'status')
        return {
          kind: 'errored',
          status: fault.status,
          message: fault.message ?? `scripted ${fault.status}`,
          code: fault.code,
        };
      const prompt = countPrompt({ api, model: call.model }, blocks);
      prompt.remember();
      const usage = { ...prompt.usage, output: tokensOf(answer.text.length) };
      log({ event: 'batched', id: 0, api, jobId: job.id, customId, model: call.model, usage });
      const parts = { id: `reply_${job.id}_${customId.slice(0, 8)}`, model: call.model, answer, usage };
      return { kind: 'succeeded', parts: { ...parts, chunks: chunksOf(answer.text), wantsUsage: true } };
    } catch (error) {
      const { status, code } = error instanceof WireError ? error : { status: 400, code: undefined };
      return { kind: 'errored', status, message: String(error), code };
    }
  }
}

function keyOf(headers: IncomingHttpHeaders): string {
  return String(headers['x-api-key'] ?? headers.authorization ?? '');
}

/** What a route of either protocol answers. */
export interface RouteAnswer {
  readonly body: string;
  readonly type?: string;
  /** Whether the client never hears it. */
  readonly isLost?: boolean;
}

/** A route of the batch API; null where the request is for another. Throws a WireError for what the real server refuses. */
export type BatchRoute = (
  method: string,
  url: URL,
  request: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
) => Promise<RouteAnswer | null>;

export const asJson = (value: unknown): RouteAnswer => ({ body: JSON.stringify(value) });
