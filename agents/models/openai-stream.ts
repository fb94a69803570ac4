import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import type { Progress } from './attempt.ts';
import { cutStream } from './provider-failure.ts';

/**
 * Reads one completion from its chunks; `asked` names the model should the stream not. Usage is null where the server
 * sent none. Throws CutStreamError.
 */
export async function readOpenaiStream(
  stream: AsyncIterable<ChatCompletionChunk>,
  asked: string,
  progress: Pick<Progress, 'begun' | 'token'>,
): Promise<Omit<Reply, 'usage'> & { usage: Usage | null }> {
  let text = '';
  let refused = false;
  let model = asked;
  let usage: Usage | null = null;
  let finish: ChatCompletionChunk.Choice['finish_reason'] = null;
  let begun = false;
  for await (const chunk of stream) {
    if (!begun) progress.begun?.();
    begun = true;
    model = chunk.model || model;
    if (chunk.usage) usage = openaiUsage(chunk.usage);
    // Some compatible servers leave the list out of the chunk that holds the usage.
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    if (holdsToken(choice.delta)) progress.token();
    text += choice.delta.content ?? choice.delta.refusal ?? '';
    refused ||= Boolean(choice.delta.refusal);
    finish = choice.finish_reason ?? finish;
  }
  if (finish === null) throw cutStream(begun);
  return { text, usage, stop: refused ? 'refusal' : openaiStop(finish), model };
}

/** Any text counts, also reasoning under fields of the server's own; the role alone does not. */
function holdsToken({ role: _, ...delta }: ChatCompletionChunk.Choice.Delta): boolean {
  return Object.values(delta).some((value) => typeof value === 'string' && value !== '');
}

/** `prompt_tokens` count everything; what was read from or written to the cache is part of them. */
export function openaiUsage({
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

export function openaiStop(finish: NonNullable<ChatCompletionChunk.Choice['finish_reason']>): Reply['stop'] {
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
