import type { TextBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { Message } from '../../domain/message.ts';
import { messageText } from '../../domain/message.ts';
import type { ModelRequest } from '../../domain/model.ts';

interface Turn {
  role: 'user' | 'assistant';
  content: TextBlockParam[];
}

/** The API refuses a request with more. */
const MOST_BREAKPOINTS = 4;

/**
 * The conversation as the messages API wants it: leading system messages apart, user and assistant in turn, no blank
 * block. A blank reply (a slip that was answered) is left out and its two neighbours become one user message. `textOf`
 * gives a message's text, or what stands for it; of a blank one, the text itself.
 */
export function anthropicMessages(
  { messages, cacheAfter, cacheTtl }: Pick<ModelRequest, 'messages' | 'cacheAfter' | 'cacheTtl'>,
  textOf: (message: Message) => string = messageText,
): { system?: TextBlockParam[]; messages: Turn[] } {
  const marks = kept(cacheAfter);
  const system: TextBlockParam[] = [];
  const turns: Turn[] = [];
  let last: TextBlockParam | undefined;
  for (const [index, message] of messages.entries()) {
    const block = textBlock(textOf(message));
    if (block !== null) {
      last = block;
      const turn = turns.at(-1);
      if (message.role === 'system') {
        if (turn) throw new TypeError(`message ${index} is a system message after the conversation began`);
        system.push(block);
      } else if (turn?.role === message.role) turn.content.push(block);
      else turns.push({ role: message.role, content: [block] });
    }
    if (marks.has(index) && last)
      last.cache_control = cacheTtl === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' };
  }
  return { ...(system.length > 0 && { system }), messages: turns };
}

function textBlock(text: string): TextBlockParam | null {
  return text.trim() === '' ? null : { type: 'text', text };
}

/** The first breakpoint ends what all samples share, the newest follow the conversation; those between pay least. */
function kept(cacheAfter: readonly number[]): Set<number> {
  const sorted = [...new Set(cacheAfter)].sort((a, b) => a - b);
  if (sorted.length <= MOST_BREAKPOINTS) return new Set(sorted);
  return new Set([...sorted.slice(0, 1), ...sorted.slice(1 - MOST_BREAKPOINTS)]);
}
