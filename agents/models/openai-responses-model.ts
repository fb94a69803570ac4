import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import type { Message } from '../../domain/message.ts';
import type { Model, ModelRequest } from '../../domain/model.ts';
import { outputLimit } from '../../domain/thinking.ts';
import { type Attempt, attempt } from './attempt.ts';
import { usageBelief } from './believed-usage.ts';
import { type EffortMemory, effortMemory } from './effort-memory.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { type OpenaiAccess, openaiClient, openaiFailure } from './openai-client.ts';
import { readResponsesStream } from './openai-responses-stream.ts';
import { sharedTexts } from './shared-texts.ts';
import { temperatureMemory } from './temperature-memory.ts';

export interface OpenaiResponsesOptions extends OpenaiAccess {
  readonly warn: (message: string) => void;
}

/** OpenAI's responses API, official or compatible, streamed; one attempt per `ask`. Throws ProviderError. */
export function openaiResponsesModel({ warn, ...access }: OpenaiResponsesOptions): Model {
  const texts = sharedTexts();
  const client = openaiClient(access, texts);
  const temperatures = temperatureMemory(warn);
  const efforts = effortMemory(warn);
  const believed = usageBelief(warn);
  return {
    async ask(request, signal) {
      const { apiKey, ...deadlines } = access;
      const { model } = request;
      const call: Attempt = {
        provider: 'openai-responses',
        model,
        apiKey,
        deadlines,
        failureOf: openaiFailure,
        request,
      };
      const body = { ...responsesBody(request, efforts, texts.of), ...temperatures.fieldFor(request) };
      try {
        return await attempt(call, signal, async (progress) => {
          const { data: stream, response } = await client.responses
            .create(body, {
              signal: progress.signal,
              headers: { 'Idempotency-Key': idempotencyKey(request) },
            })
            .withResponse();
          request.heard?.(response.headers);
          const { usage, ...reply } = await readResponsesStream(stream, model, progress);
          return { ...reply, usage: believed(request, reply.text, usage) };
        });
      } catch (error) {
        throw efforts.learn(request, temperatures.learn(request, error));
      }
    },
  };
}

/** All of a request but its temperature. Nothing is kept at the provider: each request holds its conversation. */
function responsesBody(
  request: ModelRequest,
  efforts: Pick<EffortMemory, 'fieldFor'>,
  textOf: (message: Message) => string,
): ResponseCreateParamsStreaming {
  const { model, messages } = request;
  const effort = efforts.fieldFor(request);
  return {
    model,
    input: messages.map((message) => ({ role: message.role, content: textOf(message) })),
    max_output_tokens: outputLimit(request),
    ...(effort !== null && { reasoning: { effort } }),
    store: false,
    stream: true,
  };
}
