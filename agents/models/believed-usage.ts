import { mayBeTokens, messageText, mostTokens } from '../../domain/message.ts';
import type { ModelRequest } from '../../domain/model.ts';
import { outputLimit } from '../../domain/thinking.ts';
import type { Usage } from '../../domain/usage.ts';

type Asked = Pick<ModelRequest, 'model' | 'messages' | 'maxOutputTokens' | 'thinking'>;

const CHARACTERS_PER_TOKEN = 4;

/**
 * What a reply is taken to have cost, whatever its server says. A count that is missing, is no whole number or is zero
 * for a text that was read or written is replaced by an estimate, since to throw would lose a paid reply; one above
 * what can be is lowered to that, since otherwise one wrong number would end the run. `warn` hears of it once a model.
 */
export function usageBelief(warn: (message: string) => void) {
  const doubted = new Set<string>();
  return (request: Asked, text: string, counted: Usage | null): Usage => {
    const [usage, doubt] = believed(request, text, counted);
    if (doubt !== null && !doubted.has(request.model)) {
      warn(`${request.model} reports ${doubt}`);
      doubted.add(request.model);
    }
    return usage;
  };
}

/** Whether so much can have been counted of a call; of one that broke off, before its text is known. */
export function canBe(usage: Usage, request: Asked): boolean {
  const prompt = promptOf(usage);
  return (
    isCount(usage) &&
    prompt > 0 &&
    mayBeTokens(request.messages, prompt) &&
    usage.outputTokens <= mostOutput(request, '')
  );
}

function believed(request: Asked, text: string, counted: Usage | null): [Usage, doubt: string | null] {
  const estimate = 'tokens are estimated as characters / 4';
  if (counted === null) return [estimatedUsage(request, text), `no usage; ${estimate}`];
  if (!isCount(counted)) return [estimatedUsage(request, text), `a usage that is no count; ${estimate}`];
  if (promptOf(counted) === 0 || (text !== '' && counted.outputTokens === 0))
    return [estimatedUsage(request, text), `no tokens for a text; ${estimate}`];
  const { messages } = request;
  const mostOut = mostOutput(request, text);
  const isPromptPossible = mayBeTokens(messages, promptOf(counted));
  if (isPromptPossible && counted.outputTokens <= mostOut) return [counted, null];
  const prompt = isPromptPossible
    ? counted
    : { inputTokens: mostTokens(messages), cacheReadTokens: 0, cacheWriteTokens: 0 };
  return [
    { ...prompt, outputTokens: Math.min(counted.outputTokens, mostOut) },
    'more tokens than there can be; they are counted as the most that can',
  ];
}

/** What no server can have counted more of; one that does not keep the output limit shows it by its text. */
function mostOutput(request: Asked, text: string): number {
  return outputLimit(request) + Buffer.byteLength(text);
}

function isCount(usage: Usage): boolean {
  return Object.values(usage).every((count) => Number.isSafeInteger(count) && count >= 0);
}

function promptOf({ inputTokens, cacheReadTokens, cacheWriteTokens }: Usage): number {
  return inputTokens + cacheReadTokens + cacheWriteTokens;
}

/** Caches are unknown, so all of the prompt is input. */
function estimatedUsage({ messages }: Pick<ModelRequest, 'messages'>, text: string): Usage {
  const promptLength = messages.reduce((sum, message) => sum + messageText(message).length, 0);
  return {
    inputTokens: Math.ceil(promptLength / CHARACTERS_PER_TOKEN),
    outputTokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}
