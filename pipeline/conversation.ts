import type { Message } from '../domain/message.ts';

/**
 * Indices of the messages after which the provider should cache: the system message that all samples share, and the
 * two newest user messages, which the next turn will read again (paper, appendix on caching). The last permitted
 * call has no next turn, so its newest message is not written to the cache.
 */
export function cacheBreakpoints(conversation: readonly Message[], isLastTurn: boolean): number[] {
  const users: number[] = [];
  for (let index = conversation.length - 1; index >= 0 && users.length < 3; index--) {
    if (conversation[index]?.role === 'user') users.unshift(index);
  }
  const recent = isLastTurn ? users.slice(0, -1).slice(-2) : users.slice(-2);
  const system = conversation[0]?.role === 'system' ? [0] : [];
  return [...system, ...recent];
}
