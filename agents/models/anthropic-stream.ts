import type {
  MessageDeltaUsage,
  RawMessageStreamEvent,
  StopReason,
  Usage as WireUsage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import type { Progress } from './attempt.ts';
import { cutStream } from './provider-failure.ts';

/**
 * Reads one message from its events; `asked` names the model should the stream not. Usage is null where the server sent
 * none. Throws CutStreamError.
 */
export async function readAnthropicStream(
  stream: AsyncIterable<RawMessageStreamEvent>,
  asked: string,
  progress: Pick<Progress, 'begun' | 'token' | 'billed'>,
): Promise<Omit<Reply, 'usage'> & { usage: Usage | null }> {
  let text = '';
  let model = asked;
  let usage: Usage | null = null;
  let stop: StopReason | null = null;
  let complete = false;
  let begun = false;
  for await (const event of stream) {
    switch (event.type) {
      case 'message_start':
        progress.begun?.();
        begun = true;
        model = event.message.model;
        usage = sent(event.message.usage) && anthropicUsage(event.message.usage);
        if (usage) progress.billed(usage);
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
        usage = usage && sent(event.usage) && updated(usage, event.usage);
        if (usage) progress.billed(usage);
        break;
      case 'message_stop':
        complete = true;
        break;
      default:
        break;
    }
  }
  if (!complete || stop === null) throw cutStream(begun);
  return { text, usage, stop: anthropicStop(stop), model };
}

/** Servers that speak this protocol without being Anthropic's may leave it out. */
function sent<T>(usage: T | null | undefined): T | null {
  return usage ?? null;
}

/** The API's `input_tokens` leave out what was read from or written to the cache. */
export function anthropicUsage(wire: WireUsage): Usage {
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

export function anthropicStop(reason: StopReason): Reply['stop'] {
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
