import Anthropic from '@anthropic-ai/sdk';
import type {
  MessageBatch,
  MessageBatchIndividualResponse,
} from '@anthropic-ai/sdk/resources/messages/batches';
import type { Reply } from '../../domain/model.ts';
import { type AnthropicOptions, anthropicBody, anthropicFailure } from './anthropic-model.ts';
import { anthropicStop, anthropicUsage } from './anthropic-stream.ts';
import { type BatchApi, CLOCK_SKEW_MS, JOB_TRANSFER_MS, type LostJob } from './batch-api.ts';
import { ProviderError } from './provider-error.ts';
import { connectionFailure, providerError } from './provider-failure.ts';
import { temperatureMemory } from './temperature-memory.ts';

/** Results of one model's calls: the jobs of a model hold no others. */
export interface AnthropicBatchOptions extends Pick<AnthropicOptions, 'apiKey' | 'baseUrl' | 'warn'> {
  readonly model: string;
}

/** Message Batches: https://platform.claude.com/docs/en/build-with-claude/batch-processing */
export function anthropicBatches({ apiKey, baseUrl, model, warn }: AnthropicBatchOptions): BatchApi {
  const client = new Anthropic({
    apiKey,
    baseURL: baseUrl ?? null,
    maxRetries: 0,
    timeout: JOB_TRANSFER_MS,
    logLevel: 'off',
    openTelemetry: false,
  });
  const asked = { provider: 'anthropic', model, apiKey };
  const temperatures = temperatureMemory(warn);
  const jobs = client.messages.batches;

  const failed = (error: unknown, signal?: AbortSignal): unknown => {
    signal?.throwIfAborted();
    const failure = anthropicFailure(error) ?? connectionFailure(error);
    return failure === null ? error : providerError(asked, failure);
  };
  return {
    async submit(calls) {
      const requests = calls.map(({ customId, request }) => ({
        custom_id: customId,
        params: anthropicBody(request, { temperatures }),
      }));
      try {
        return (await jobs.create({ requests })).id;
      } catch (error) {
        throw failed(error);
      }
    },
    async find(lost, signal) {
      try {
        // The newest come first; a job carries no word of ours, so its size and its hour have to tell it.
        for await (const job of jobs.list({ limit: 100 }, { signal })) {
          if (Date.parse(job.created_at) < lost.sentAt - CLOCK_SKEW_MS) break;
          if (mayBe(job, lost)) return job.id;
        }
        return null;
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async state(jobId, signal) {
      try {
        const job = await jobs.retrieve(jobId, {}, { signal });
        return job.processing_status === 'ended' ? 'ended' : 'running';
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async *results(jobId, signal) {
      try {
        for await (const line of await jobs.results(jobId, {}, { signal })) {
          const outcome = outcomeOf(line);
          yield {
            customId: line.custom_id,
            outcome: outcome instanceof ProviderError ? learnt(outcome) : outcome,
          };
        }
      } catch (error) {
        throw failed(error, signal);
      }
    },
    async cancel(jobId, signal) {
      try {
        await jobs.cancel(jobId, {}, { signal });
      } catch (error) {
        throw failed(error, signal);
      }
    },
  };

  function learnt(error: ProviderError): ProviderError {
    const better = temperatures.learn({ model }, error);
    return better instanceof ProviderError ? better : error;
  }

  function outcomeOf({ result }: MessageBatchIndividualResponse): Reply | ProviderError {
    switch (result.type) {
      case 'succeeded': {
        const { content, usage, stop_reason, model: answered } = result.message;
        const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
        const stop = stop_reason === null ? 'end' : anthropicStop(stop_reason);
        return { text, usage: anthropicUsage(usage), stop, model: answered };
      }
      case 'errored': {
        const { error, request_id } = result.error;
        // A batch names no status; the one thing that hangs on it is what a bad request can learn.
        const status = error.type === 'invalid_request_error' ? 400 : undefined;
        const failure = { message: error.message, code: error.type, requestId: request_id ?? undefined };
        return providerError(asked, { kind: 'refused', status, ...failure });
      }
      case 'canceled':
        return providerError(asked, {
          kind: 'refused',
          code: 'canceled',
          message: 'its batch was cancelled',
        });
      case 'expired':
        return providerError(asked, {
          kind: 'refused',
          code: 'expired',
          message: 'its batch ended before it was reached',
        });
    }
  }
}

function mayBe(job: MessageBatch, { calls, notThese }: LostJob): boolean {
  const { processing, succeeded, errored, canceled, expired } = job.request_counts;
  return processing + succeeded + errored + canceled + expired === calls && !notThese.has(job.id);
}
