import { z } from 'zod';
import { anthropicWire } from './anthropic-wire.ts';
import {
  asJson,
  BatchJobs,
  type BatchRoom,
  type BatchRoute,
  type Job,
  type JobOutcome,
} from './batch-jobs.ts';
import { WireError } from './wire.ts';

/** https://platform.claude.com/docs/en/build-with-claude/batch-processing: 100,000 requests or 256 MB. */
const MOST_REQUESTS = 100_000;
const MOST_BYTES = 256 * 1024 ** 2;

/** https://platform.claude.com/docs/en/api/messages/batches/create: the form of an id, and that it is unique. */
const bodySchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        // Of parameters, only what no single request could be blamed for: the rest is checked when the job runs.
        params: z.looseObject({ stream: z.literal(false).optional() }),
      }),
    )
    .min(1)
    .max(MOST_REQUESTS)
    .refine(
      (requests) => new Set(requests.map(({ custom_id }) => custom_id)).size === requests.length,
      'custom_id must be unique in the batch',
    ),
});

/** Message Batches. */
export function anthropicBatches(room: BatchRoom): BatchRoute {
  const jobs = new BatchJobs(room, anthropicWire);
  return async (method, url, { headers, body }) => {
    const match = /^\/v1\/messages\/batches(?:\/(?<id>[^/]+))?(?:\/(?<part>results|cancel))?$/.exec(
      url.pathname,
    );
    if (!match) return null;
    if (!headers['x-api-key'] && !headers.authorization?.startsWith('Bearer '))
      throw new WireError(401, 'x-api-key header is required');
    if (!headers['anthropic-version']) throw new WireError(400, 'anthropic-version: header is required');
    const { id, part } = match.groups ?? {};
    if (id === undefined && method === 'POST') {
      const requests = read(body).map(({ custom_id, params }) => ({ customId: custom_id, body: params }));
      const job = jobs.submit(requests, headers);
      return { ...asJson(shown(job, url)), isLost: jobs.count <= room.settings.unheardJobs };
    }
    if (id === undefined) {
      const data = jobs.list(headers).map((job) => shown(job, url));
      return asJson({
        data,
        has_more: false,
        first_id: data.at(0)?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
      });
    }
    const job = jobs.find(id, headers);
    if (part === 'results') {
      // results_url is there only once processing has ended.
      if (job.status !== 'ended') throw new WireError(400, `batch ${id} has not ended`);
      return { body: lines(job), type: 'application/x-jsonl' };
    }
    if (part === 'cancel') {
      // https://platform.claude.com/docs/en/api/messages/batches/cancel: any time before processing ends.
      if (job.status === 'ended') throw new WireError(400, `batch ${id} has ended`);
      jobs.cancel(job);
    }
    return asJson(shown(job, url));
  };
}

function read(body: Buffer): z.infer<typeof bodySchema>['requests'] {
  if (body.length > MOST_BYTES) throw new WireError(413, 'Request exceeds the maximum size');
  const parsed = bodySchema.safeParse(JSON.parse(body.toString('utf8')));
  if (parsed.success) return parsed.data.requests;
  const [issue] = parsed.error.issues;
  throw new WireError(400, `${issue?.path.join('.')}: ${issue?.message}`);
}

function shown(job: Job, url: URL) {
  const counts = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  const hasEnded = job.status === 'ended';
  // Everything counts as processing until all of it has come to an end.
  if (hasEnded) for (const { kind } of job.outcomes.values()) counts[kind] += 1;
  else counts.processing = job.requests.length;
  const created = job.createdAt.getTime();
  return {
    id: job.id,
    type: 'message_batch',
    processing_status: job.status === 'running' ? 'in_progress' : job.status,
    request_counts: counts,
    created_at: job.createdAt.toISOString(),
    expires_at: new Date(created + 86_400_000).toISOString(),
    ended_at: hasEnded ? new Date().toISOString() : null,
    archived_at: null,
    cancel_initiated_at: job.status === 'canceling' ? new Date().toISOString() : null,
    results_url: hasEnded ? `${url.origin}/v1/messages/batches/${job.id}/results` : null,
  };
}

/** In another order than the requests: https://platform.claude.com/docs/en/api/messages/batches/results */
function lines({ outcomes }: Job): string {
  const all = [...outcomes].reverse();
  return all
    .map(([custom_id, outcome]) => `${JSON.stringify({ custom_id, result: resultOf(outcome) })}\n`)
    .join('');
}

function resultOf(outcome: JobOutcome): unknown {
  if (outcome.kind === 'succeeded') return { type: 'succeeded', message: anthropicWire.whole(outcome.parts) };
  if (outcome.kind !== 'errored') return { type: outcome.kind };
  const { status, message, code } = outcome;
  return {
    type: 'errored',
    error: { ...Object(anthropicWire.error(status, message, code)), request_id: null },
  };
}
