import OpenAI, { APIConnectionError, APIError, OpenAIError } from 'openai';
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import { messageText } from '../../domain/message.ts';
import type { Model, ModelRequest, Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import { type Attempt, attempt, type Progress } from './attempt.ts';
import { estimatedUsage } from './estimated-usage.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { CutStreamError, type Failure } from './provider-failure.ts';
import { temperatureMemory } from './temperature-memory.ts';
import type { Deadlines } from './token-clock.ts';

/** The name of the output limit in the body: the official API wants the long one, compatible servers know the short. */
export type LimitField = 'max_tokens' | 'max_completion_tokens';

export interface OpenaiOptions extends Deadlines {
  /** Not empty; servers that want no key ignore it. */
  readonly apiKey: string;
  /** With the version segment (`.../v1`); the official API where left out. The environment is never read for it. */
  readonly baseUrl?: string;
  /** Decided by the base URL where left out. */
  readonly limitField?: LimitField;
  readonly warn: (message: string) => void;
}

/**
 * Chat completions, official or compatible, streamed; one attempt per `ask`. Throws ProviderError. Where a server
 * sends no usage it is estimated as characters / 4, and `warn` says so once per model: to throw would lose a paid reply.
 */
export function openaiModel({ apiKey, baseUrl, limitField, warn, ...deadlines }: OpenaiOptions): Model {
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? null,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: deadlines.firstTokenMs + 60_000,
    logLevel: 'off',
  });
  const provider = isOfficial(client.baseURL) ? 'openai' : 'openai-compatible';
  const limit = limitField ?? (provider === 'openai' ? 'max_completion_tokens' : 'max_tokens');
  const temperatures = temperatureMemory(warn);
  const unmetered = new Set<string>();

  const estimate = (request: ModelRequest, text: string): Usage => {
    if (!unmetered.has(request.model))
      warn(`${request.model} reports no usage; tokens are estimated as characters / 4`);
    unmetered.add(request.model);
    return estimatedUsage(request, text);
  };
  return {
    async ask(request, signal) {
      const call: Attempt = { provider, model: request.model, apiKey, deadlines, failureOf };
      const body: ChatCompletionCreateParamsStreaming = {
        model: request.model,
        messages: request.messages.map((message) => ({ role: message.role, content: messageText(message) })),
        [limit]: request.maxOutputTokens,
        stream: true,
        stream_options: { include_usage: true },
        ...temperatures.fieldFor(request),
      };
      try {
        return await attempt(call, signal, async (progress) => {
          const { usage, ...reply } = await read(client, body, request, progress);
          return { ...reply, usage: usage ?? estimate(request, reply.text) };
        });
      } catch (error) {
        throw temperatures.learn(request, error);
      }
    },
  };
}

/** OpenAI's own hosts, its regions and its models on Azure; everything else merely speaks the same protocol. */
export function isOfficial(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return /(^|\.)api\.openai\.com$|\.openai\.azure\.com$/.test(hostname);
}

async function read(
  client: OpenAI,
  body: ChatCompletionCreateParamsStreaming,
  request: ModelRequest,
  progress: Progress,
): Promise<Omit<Reply, 'usage'> & { usage: Usage | null }> {
  const stream = await client.chat.completions.create(body, {
    signal: progress.signal,
    headers: { 'Idempotency-Key': idempotencyKey(request) },
  });
  let text = '';
  let refused = false;
  let model = request.model;
  let usage: Usage | null = null;
  let finish: ChatCompletionChunk.Choice['finish_reason'] = null;
  for await (const chunk of stream) {
    model = chunk.model || model;
    if (chunk.usage) usage = usageOf(chunk.usage);
    // Some compatible servers leave the list out of the chunk that holds the usage.
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    if (holdsToken(choice.delta)) progress.token();
    text += choice.delta.content ?? choice.delta.refusal ?? '';
    refused ||= Boolean(choice.delta.refusal);
    finish = choice.finish_reason ?? finish;
  }
  if (finish === null) throw new CutStreamError('the stream ended before the reply did');
  return { text, usage, stop: refused ? 'refusal' : stopOf(finish), model };
}

/** Any text counts, also reasoning under fields of the server's own; the role alone does not. */
function holdsToken({ role: _, ...delta }: ChatCompletionChunk.Choice.Delta): boolean {
  return Object.values(delta).some((value) => typeof value === 'string' && value !== '');
}

/** `prompt_tokens` count everything; what was read from or written to the cache is part of them. */
function usageOf({
  prompt_tokens,
  completion_tokens,
  prompt_tokens_details: details,
}: CompletionUsage): Usage {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  return {
    inputTokens: Math.max(0, prompt_tokens - cacheReadTokens - cacheWriteTokens),
    outputTokens: completion_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}

function stopOf(finish: NonNullable<ChatCompletionChunk.Choice['finish_reason']>): Reply['stop'] {
  switch (finish) {
    case 'length':
      return 'length';
    case 'content_filter':
      return 'refusal';
    case 'stop':
    case 'tool_calls':
    case 'function_call':
      return 'end';
    default:
      // Compatible servers have reasons of their own; a reply that was paid for is worth keeping.
      finish satisfies never;
      return 'end';
  }
}

function failureOf(error: unknown): Failure | null {
  if (!(error instanceof OpenAIError)) return null;
  if (!(error instanceof APIError)) return { kind: 'garbled', message: error.message };
  if (error instanceof APIConnectionError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { kind: 'network', message: `${error.message}${cause}` };
  }
  return {
    kind: error.status === undefined ? 'in-stream' : 'refused',
    message: error.message.replace(/^\d{3} /, ''),
    status: error.status,
    code: error.code ?? error.type ?? undefined,
    requestId: error.requestID ?? undefined,
    headers: error.headers,
  };
}
