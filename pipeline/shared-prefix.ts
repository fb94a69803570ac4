import { isFilePart, type Message } from '../domain/message.ts';
import type { SharedPrefix } from '../domain/model.ts';
import { hashOf } from './step-hash.ts';

/**
 * What a conversation has in common with others of its issue: the system message, where there is one. Files enter the
 * hash by blob id, so that only the words around them are hashed.
 */
export function sharedPrefix(conversation: readonly Message[]): SharedPrefix | undefined {
  const [first] = conversation;
  if (first?.role !== 'system') return undefined;
  const names = first.parts.map((part) => (isFilePart(part) ? [part.path, part.blobId] : part.text));
  return {
    hash: hashOf(names),
    characters: first.parts.reduce((sum, { text }) => sum + text.length, 0),
  };
}
