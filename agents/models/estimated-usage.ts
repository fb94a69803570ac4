import { messageText } from '../../domain/message.ts';
import type { ModelRequest } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';

const CHARACTERS_PER_TOKEN = 4;

/** Usage of a call whose server counts nothing; caches are unknown, so all of the prompt is input. */
export function estimatedUsage({ messages }: Pick<ModelRequest, 'messages'>, text: string): Usage {
  const promptLength = messages.reduce((sum, message) => sum + messageText(message).length, 0);
  return {
    inputTokens: Math.ceil(promptLength / CHARACTERS_PER_TOKEN),
    outputTokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}
