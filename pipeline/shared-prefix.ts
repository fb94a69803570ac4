import { isFilePart, type Message } from '../domain/message.ts';
import type { SharedPrefix } from '../domain/model.ts';
import { hashOf } from './step-hash.ts';

/**
 * What a conversation has in common with others of its issue: the system message, where there is one, or all of a
 * first prompt that every sample asks `alike`. Files enter the hash by blob id, so that only the words around them are
 * hashed.
 */
export function sharedPrefix(conversation: readonly Message[], alike: boolean): SharedPrefix | undefined {
  const shared = alike ? conversation : conversation.slice(0, conversation[0]?.role === 'system' ? 1 : 0);
  if (shared.length === 0) return undefined;
  const names = shared.map(({ role, parts }) => [
    role,
    ...parts.map((part) => (isFilePart(part) ? [part.path, part.blobId] : part.text)),
  ]);
  return {
    hash: hashOf(names),
    characters: shared.reduce((sum, { parts }) => parts.reduce((all, { text }) => all + text.length, sum), 0),
  };
}
