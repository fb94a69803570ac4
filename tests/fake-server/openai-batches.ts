import { z } from 'zod';
import { asJson, BatchJobs, type BatchRoom, type BatchRoute, type Job } from './batch-jobs.ts';
import { type BatchLine, faultOfFile, outputLines, readLines } from './openai-batch-files.ts';
import { openaiWire } from './openai-wire.ts';
import { WireError } from './wire.ts';

/** https://platform.openai.com/docs/api-reference/batch/create */
const createSchema = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.literal('/v1/chat/completions'),
  completion_window: z.literal('24h'),
  // 16 pairs; keys of 64 characters, values of 512.
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((pairs) => Object.keys(pairs).length <= 16)
    .optional(),
});

interface StoredFile {
  readonly id: string;
  readonly key: string;
  readonly text: string;
}

interface OpenaiJob {
  readonly fileId: string;
  readonly fault: ReturnType<typeof faultOfFile>;
}

/** Files of purpose `batch`, and the batches made of them. */
export function openaiBatches(room: BatchRoom): BatchRoute {
  const jobs = new BatchJobs(room, openaiWire);
  const files = new Map<string, StoredFile>();
  const details = new Map<string, OpenaiJob>();
  const fileOf = (id: string, key: string): StoredFile => {
    const file = files.get(id);
    if (!file || file.key !== key) throw new WireError(404, `No such File object: ${id}`);
    return file;
  };
  const store = (text: string, key: string): string => {
    const id = `file-${files.size + 1}`;
    files.set(id, { id, key, text });
    return id;
  };
  const shown = (job: Job) => {
    const detail = details.get(job.id);
    const isEnded = job.status === 'ended';
    const [output, errors] = isEnded ? outputLines(job) : ['', ''];
    const status = detail?.fault ? 'failed' : isEnded ? endOf(job) : job.status;
    return {
      id: job.id,
      object: 'batch',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      created_at: Math.floor(job.createdAt.getTime() / 1000),
      input_file_id: detail?.fileId ?? '',
      status: status === 'running' ? 'in_progress' : status === 'canceling' ? 'cancelling' : status,
      metadata: job.metadata,
      request_counts: { total: job.requests.length, completed: 0, failed: 0 },
      ...(detail?.fault && { errors: { object: 'list', data: [detail.fault] } }),
      ...(output !== '' && { output_file_id: store(output, job.key) }),
      ...(errors !== '' && { error_file_id: store(errors, job.key) }),
    };
  };
  return async (method, url, { headers, body }) => {
    const path = /^\/v1\/(?<kind>files|batches)(?:\/(?<id>[^/]+))?(?:\/(?<part>content|cancel))?$/.exec(
      url.pathname,
    );
    if (!path?.groups) return null;
    const { kind, id, part } = path.groups;
    const key = headers.authorization ?? '';
    if (!key.startsWith('Bearer ')) throw new WireError(401, "You didn't provide an API key.");
    if (kind === 'files') {
      if (id !== undefined && part === 'content')
        return { body: fileOf(id, key).text, type: 'application/octet-stream' };
      if (method !== 'POST' || id !== undefined) return null;
      const text = await uploaded(body, headers['content-type'] ?? '');
      return asJson({ id: store(text, key), object: 'file', purpose: 'batch', bytes: text.length });
    }
    if (id === undefined && method === 'POST') {
      const { input_file_id, metadata } = created(body);
      const lines = readLines(fileOf(input_file_id, key).text);
      const fault = faultOfFile(lines);
      const requests = fault ? [] : lines.flatMap((line) => (line ? [requestOf(line)] : []));
      const job = jobs.submit(requests, headers, metadata ?? {});
      details.set(job.id, { fileId: input_file_id, fault });
      return { ...asJson(shown(job)), isLost: jobs.count <= room.settings.unheardJobs };
    }
    if (id === undefined) {
      const data = jobs.list(headers).map(shown);
      return asJson({ object: 'list', data, has_more: false });
    }
    const job = jobs.find(id, headers);
    if (part === 'cancel') {
      if (job.status === 'ended') throw new WireError(409, `Cannot cancel a batch with status completed`);
      jobs.cancel(job);
    }
    return asJson(shown(job));
  };
}

function requestOf({ custom_id, body }: BatchLine) {
  return { customId: custom_id, body };
}

function endOf({ outcomes }: Job): string {
  const kinds = new Set([...outcomes.values()].map(({ kind }) => kind));
  if (kinds.has('canceled')) return 'cancelled';
  return kinds.has('expired') ? 'expired' : 'completed';
}

function created(body: Buffer): z.infer<typeof createSchema> {
  const parsed = createSchema.safeParse(JSON.parse(body.toString('utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WireError(400, `Invalid value for '${issue?.path.join('.')}': ${issue?.message}`);
}

/** https://platform.openai.com/docs/api-reference/files/create: a form with the file and what it is for. */
async function uploaded(body: Buffer, type: string): Promise<string> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = form.get('file');
  if (form.get('purpose') !== 'batch') throw new WireError(400, "'purpose' must be 'batch'");
  if (!(file instanceof File) || !file.name.endsWith('.jsonl'))
    throw new WireError(400, 'Invalid file format for Batch API. Must be .jsonl');
  return file.text();
}
