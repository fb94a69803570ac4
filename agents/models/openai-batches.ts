import OpenAI, { toFile } from 'openai';
import type { Batch } from 'openai/resources/batches';
import { type BatchApi, CLOCK_SKEW_MS, JOB_TRANSFER_MS, type JobCall } from './batch-api.ts';
import { effortMemory } from './effort-memory.ts';
import type { LimitField } from './limit-field.ts';
import { isOfficial, openaiFailure } from './openai-client.ts';
import { type OpenaiOptions, openaiBody } from './openai-model.ts';
import { openaiOutcome } from './openai-outcome.ts';
import { ProviderError } from './provider-error.ts';
import { connectionFailure, providerError } from './provider-failure.ts';
import { temperatureMemory } from './temperature-memory.ts';

export interface OpenaiBatchOptions
  extends Pick<OpenaiOptions, 'apiKey' | 'baseUrl' | 'limitField' | 'warn'> {
  readonly model: string;
}

/** The job's own mark among the user's other jobs. */
const MARK = 'troop_job';

const ENDPOINT = '/v1/chat/completions';

const ENDED: ReadonlySet<Batch['status']> = new Set(['completed', 'expired', 'cancelled']);

/** The Batch API: https://developers.openai.com/api/docs/guides/batch */
export function openaiBatches({ apiKey, baseUrl, limitField, model, warn }: OpenaiBatchOptions): BatchApi {
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? null,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: JOB_TRANSFER_MS,
    logLevel: 'off',
  });
  const limit: LimitField =
    limitField ?? (isOfficial(client.baseURL) ? 'max_completion_tokens' : 'max_tokens');
  const asked = { provider: 'openai', model, apiKey };
  const temperatures = temperatureMemory(warn);
  const efforts = effortMemory(warn);
  /** Calls of this process that asked for no thinking. */
  const off = new Set<string>();

  const failed = (error: unknown, signal?: AbortSignal): unknown => {
    signal?.throwIfAborted();
    const failure = openaiFailure(error) ?? connectionFailure(error);
    return failure === null ? error : providerError(asked, failure);
  };
  const lineOf = ({ customId, request }: JobCall): string =>
    JSON.stringify({
      custom_id: customId,
      method: 'POST',
      url: ENDPOINT,
      body: openaiBody(request, limit, { temperatures, efforts }),
    });
  return {
    async submit(calls, requestHash) {
      try {
        for (const { customId, request } of calls) if (request.thinking === 'off') off.add(customId);
        const text = calls.map((call) => `${lineOf(call)}\n`).join('');
        const file = await client.files.create({
          purpose: 'batch',
          file: await toFile(Buffer.from(text), `${requestHash}.jsonl`, { type: 'application/jsonl' }),
        });
        const job = await client.batches.create({
          input_file_id: file.id,
          endpoint: ENDPOINT,
          completion_window: '24h',
          metadata: { [MARK]: requestHash },
        });
        return job.id;
      } catch (error) {
        throw failed(error);
      }
    },
    async find({ requestHash, sentAt, notThese }, signal) {
      try {
        for await (const job of client.batches.list({ limit: 100 }, { signal })) {
          if (job.created_at * 1000 < sentAt - CLOCK_SKEW_MS) break;
          if (job.metadata?.[MARK] === requestHash && !notThese.has(job.id)) return job.id;
        }
        return null;
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async state(jobId, signal) {
      try {
        const job = await client.batches.retrieve(jobId, { signal });
        if (job.status === 'failed') return refused(job);
        return ENDED.has(job.status) ? 'ended' : 'running';
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async *results(jobId, signal) {
      try {
        const job = await client.batches.retrieve(jobId, { signal });
        for (const file of [job.output_file_id, job.error_file_id]) {
          if (!file) continue;
          const text = await (await client.files.content(file, { signal })).text();
          for (const line of text.split('\n')) {
            if (line.trim() === '') continue;
            const { customId, outcome } = openaiOutcome(JSON.parse(line), asked);
            yield {
              customId,
              outcome: outcome instanceof ProviderError ? learnt(customId, outcome) : outcome,
            };
          }
        }
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async cancel(jobId, signal) {
      try {
        await client.batches.cancel(jobId, { signal });
      } catch (error) {
        throw failed(error, signal);
      }
    },
  };

  function learnt(customId: string, error: ProviderError): ProviderError {
    const request = { model, ...(off.has(customId) && { thinking: 'off' as const }) };
    const better = efforts.learn(request, temperatures.learn(request, error));
    return better instanceof ProviderError ? better : error;
  }

  /** A whole job that was not begun: its file does not hold what the API wants, or too much is queued already. */
  function refused({ errors }: Batch): ProviderError {
    const first = errors?.data?.[0];
    const code = first?.code ?? 'failed';
    return providerError(asked, {
      kind: 'refused',
      status: code === 'token_limit_exceeded' ? 429 : 400,
      code,
      message: first?.message ?? 'the batch was refused',
    });
  }
}
