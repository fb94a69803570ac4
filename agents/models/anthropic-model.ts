import Anthropic, { AnthropicError, APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type {
  MessageCreateParamsStreaming,
  MessageDeltaUsage,
  StopReason,
  Usage as WireUsage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Model, ModelRequest, Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { type Attempt, attempt, type Progress } from './attempt.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { CutStreamError, type Failure } from './provider-failure.ts';
import { temperatureMemory } from './temperature-memory.ts';
import type { Deadlines } from './token-clock.ts';

export interface AnthropicOptions extends Deadlines {
  readonly apiKey: string;
  /** Without the version segment; the official API where left out. The environment is never read for it. */
  readonly baseUrl?: string;
  readonly warn: (message: string) => void;
}

/** The messages API, streamed; one attempt per `ask`. Throws ProviderError. */
export function anthropicModel({ apiKey, baseUrl, warn, ...deadlines }: AnthropicOptions): Model {
  const client = new Anthropic({
    apiKey,
    baseURL: baseUrl ?? null,
    maxRetries: 0,
    // The SDK's timer is a fallback; ours fires first and knows tokens from keep-alives.
    timeout: deadlines.firstTokenMs + 60_000,
    logLevel: 'off',
    openTelemetry: false,
  });
  const temperatures = temperatureMemory(warn);
  return {
    async ask(request, signal) {
      const call: Attempt = { provider: 'anthropic', model: request.model, apiKey, deadlines, failureOf };
      const body: MessageCreateParamsStreaming & { temperature?: number } = {
        model: request.model,
        max_tokens: request.maxOutputTokens,
        stream: true,
        ...anthropicMessages(request),
        ...temperatures.fieldFor(request),
      };
      try {
        return await attempt(call, signal, (progress) => read(client, body, request, progress));
      } catch (error) {
        throw temperatures.learn(request, error);
      }
    },
  };
}

async function read(
  client: Anthropic,
  body: MessageCreateParamsStreaming,
  request: ModelRequest,
  progress: Progress,
): Promise<Reply> {
  const stream = await client.messages.create(body, {
    signal: progress.signal,
    // The SDK's own option of that name no longer has an effect.
    headers: { 'Idempotency-Key': idempotencyKey(request) },
  });
  let text = '';
  let model = request.model;
  let usage: Usage | null = null;
  let stop: StopReason | null = null;
  let complete = false;
  for await (const event of stream) {
    switch (event.type) {
      case 'message_start':
        model = event.message.model;
        usage = usageOf(event.message.usage);
        progress.billed(usage);
        break;
      case 'content_block_start':
        if (event.content_block.type === 'text') text += event.content_block.text;
        break;
      case 'content_block_delta':
        if (event.delta.type === 'text_delta') text += event.delta.text;
        progress.token();
        break;
      case 'message_delta':
        stop = event.delta.stop_reason;
        usage = usage && updated(usage, event.usage);
        if (usage) progress.billed(usage);
        break;
      case 'message_stop':
        complete = true;
        break;
      default:
        break;
    }
  }
  if (!complete || stop === null || usage === null)
    throw new CutStreamError('the stream ended before the reply did');
  return { text, usage, stop: stopOf(stop), model };
}

/** The API's `input_tokens` leave out what was read from or written to the cache. */
function usageOf(wire: WireUsage): Usage {
  return {
    inputTokens: wire.input_tokens,
    outputTokens: wire.output_tokens,
    cacheReadTokens: wire.cache_read_input_tokens ?? 0,
    cacheWriteTokens: wire.cache_creation_input_tokens ?? 0,
  };
}

/** Counts in a delta are cumulative; those it leaves out stand. */
function updated(usage: Usage, delta: MessageDeltaUsage): Usage {
  return {
    inputTokens: delta.input_tokens ?? usage.inputTokens,
    outputTokens: delta.output_tokens,
    cacheReadTokens: delta.cache_read_input_tokens ?? usage.cacheReadTokens,
    cacheWriteTokens: delta.cache_creation_input_tokens ?? usage.cacheWriteTokens,
  };
}

function stopOf(reason: StopReason): Reply['stop'] {
  switch (reason) {
    case 'refusal':
      return 'refusal';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
    case 'pause_turn':
      return 'end';
    default:
      // The API grows new reasons; a reply that was paid for is worth keeping.
      reason satisfies never;
      return 'end';
  }
}

function failureOf(error: unknown): Failure | null {
  if (!(error instanceof AnthropicError)) return null;
  if (!(error instanceof APIError)) return { kind: 'garbled', message: error.message };
  if (error instanceof APIConnectionError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { kind: 'network', message: `${error.message}${cause}` };
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
