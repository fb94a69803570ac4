import type {
  ChatCompletionCreateParamsBase,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions/completions';
import { type Message, messageText } from '../../domain/message.ts';
import type { Model, ModelRequest } from '../../domain/model.ts';
import { outputLimit } from '../../domain/thinking.ts';
import { type Attempt, attempt } from './attempt.ts';
import { usageBelief } from './believed-usage.ts';
import { type EffortMemory, effortMemory } from './effort-memory.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { type LimitField, limitFieldMemory } from './limit-field.ts';
import { isOfficial, type OpenaiAccess, openaiClient, openaiFailure } from './openai-client.ts';
import { readOpenaiStream } from './openai-stream.ts';
import { sharedTexts } from './shared-texts.ts';
import { type TemperatureMemory, temperatureMemory } from './temperature-memory.ts';

export interface OpenaiOptions extends OpenaiAccess {
  /** What messages call it; `openai` where left out. An address alone does not say what the user wrote. */
  readonly provider?: 'openai' | 'openai-compatible';
  /** Decided by the base URL where left out. */
  readonly limitField?: LimitField;
  readonly warn: (message: string) => void;
}

/** Chat completions, official or compatible, streamed; one attempt per `ask`. Throws ProviderError. */
export function openaiModel({ provider = 'openai', limitField, warn, ...access }: OpenaiOptions): Model {
  const texts = sharedTexts();
  const client = openaiClient(access, texts);
  const usual = limitField ?? (isOfficial(client.baseURL) ? 'max_completion_tokens' : 'max_tokens');
  const limits = limitFieldMemory(usual, warn);
  const temperatures = temperatureMemory(warn);
  const efforts = effortMemory(warn);
  const believed = usageBelief(warn);
  return {
    async ask(request, signal) {
      const { apiKey, ...deadlines } = access;
      const { model } = request;
      const call: Attempt = { provider, model, apiKey, deadlines, failureOf: openaiFailure, request };
      const body: ChatCompletionCreateParamsStreaming = {
        ...openaiBody(request, limits.fieldFor(model), { temperatures, efforts, textOf: texts.of }),
        stream: true,
        stream_options: { include_usage: true },
      };
      try {
        return await attempt(call, signal, async (progress) => {
          const { data: stream, response } = await client.chat.completions
            .create(body, {
              signal: progress.signal,
              headers: { 'Idempotency-Key': idempotencyKey(request) },
            })
            .withResponse();
          request.heard?.(response.headers);
          const { usage, ...reply } = await readOpenaiStream(stream, request.model, progress);
          return { ...reply, usage: believed(request, reply.text, usage) };
        });
      } catch (error) {
        throw limits.learn(request, efforts.learn(request, temperatures.learn(request, error)));
      }
    },
  };
}

interface BodyParts {
  readonly temperatures: Pick<TemperatureMemory, 'fieldFor'>;
  readonly efforts: Pick<EffortMemory, 'fieldFor'>;
  /** A message's text, or what stands for it until it is sent. */
  readonly textOf?: (message: Message) => string;
}

/** What a live call and one in a batch ask alike. */
export function openaiBody(
  request: ModelRequest,
  limit: LimitField,
  { temperatures, efforts, textOf = messageText }: BodyParts,
): Omit<ChatCompletionCreateParamsBase, 'stream'> {
  const effort = efforts.fieldFor(request);
  return {
    model: request.model,
    messages: request.messages.map((message) => ({ role: message.role, content: textOf(message) })),
    [limit]: outputLimit(request),
    ...(effort !== null && { reasoning_effort: effort }),
    ...temperatures.fieldFor(request),
  };
}
