import Anthropic, { AnthropicError, APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type {
  MessageCreateParamsBase,
  MessageCreateParamsStreaming,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';
import type { Stream } from '@anthropic-ai/sdk/streaming';
import type { Message } from '../../domain/message.ts';
import type { Model, ModelRequest } from '../../domain/model.ts';
import { outputLimit } from '../../domain/thinking.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { readAnthropicStream } from './anthropic-stream.ts';
import { type Attempt, attempt } from './attempt.ts';
import { usageBelief } from './believed-usage.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { leanFetch } from './lean-fetch.ts';
import { type Failure, isUnsent } from './provider-failure.ts';
import { sharedTexts } from './shared-texts.ts';
import { type TemperatureMemory, temperatureMemory } from './temperature-memory.ts';
import { anthropicThinking } from './thinking-fields.ts';
import { type Deadlines, LONGEST_TIMER_MS } from './token-clock.ts';

export interface AnthropicOptions extends Deadlines {
  readonly apiKey: string;
  /** Without the version segment; the official API where left out. The environment is never read for it. */
  readonly baseUrl?: string;
  readonly warn: (message: string) => void;
}

/** The messages API, streamed; one attempt per `ask`. Throws ProviderError. */
export function anthropicModel({ apiKey, baseUrl, warn, ...deadlines }: AnthropicOptions): Model {
  const texts = sharedTexts();
  const client = new Anthropic({
    fetch: leanFetch(texts),
    apiKey,
    baseURL: baseUrl ?? null,
    maxRetries: 0,
    // The SDK's timer is a fallback; ours fires first and knows tokens from keep-alives.
    timeout: Math.min(deadlines.firstTokenMs + 60_000, LONGEST_TIMER_MS),
    logLevel: 'off',
    openTelemetry: false,
  });
  const temperatures = temperatureMemory(warn);
  const believed = usageBelief(warn);
  return {
    async ask(request, signal) {
      const call: Attempt = {
        provider: 'anthropic',
        model: request.model,
        apiKey,
        deadlines,
        failureOf: anthropicFailure,
        request,
      };
      const body: MessageCreateParamsStreaming = {
        ...anthropicBody(request, { temperatures, textOf: texts.of }),
        stream: true,
      };
      try {
        return await attempt(call, signal, async (progress) => {
          // Not `messages.create`: it prints that a model is deprecated, at every call and past all loggers.
          const { data: stream, response } = await client
            .post<Stream<RawMessageStreamEvent>>('/v1/messages', {
              body,
              stream: true,
              signal: progress.signal,
              // The SDK's own option of that name no longer has an effect.
              headers: { 'Idempotency-Key': idempotencyKey(request) },
            })
            .withResponse();
          request.heard?.(response.headers);
          const { usage, ...reply } = await readAnthropicStream(stream, request.model, progress);
          return { ...reply, usage: believed(request, reply.text, usage) };
        });
      } catch (error) {
        throw temperatures.learn(request, error);
      }
    },
  };
}

interface BodyParts {
  readonly temperatures: Pick<TemperatureMemory, 'fieldFor'>;
  /** A message's text, or what stands for it until it is sent. */
  readonly textOf?: (message: Message) => string;
}

/** What a live call and one in a batch ask alike. */
export function anthropicBody(
  request: ModelRequest,
  { temperatures, textOf }: BodyParts,
): Omit<MessageCreateParamsBase, 'stream'> & { temperature?: number } {
  return {
    model: request.model,
    max_tokens: outputLimit(request),
    ...anthropicMessages(request, textOf),
    ...anthropicThinking(request),
    ...temperatures.fieldFor(request),
  };
}

export function anthropicFailure(error: unknown): Failure | null {
  if (!(error instanceof AnthropicError)) return null;
  if (!(error instanceof APIError)) return { kind: 'garbled', message: error.message };
  if (error instanceof APIConnectionError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { kind: 'network', message: `${error.message}${cause}`, isUnsent: isUnsent(error) };
  }
  return {
    kind: error.status === undefined ? 'in-stream' : 'refused',
    message: error.apiMessage ?? 'no message',
    status: error.status,
    code: error.type ?? undefined,
    requestId: error.requestID ?? undefined,
    headers: error.headers,
  };
}
