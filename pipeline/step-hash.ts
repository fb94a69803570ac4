import { createHash } from 'node:crypto';
import { isFilePart } from '../domain/message.ts';
import type { Action } from '../domain/trajectory.ts';

/**
 * h(n+1) = H(h(n), new part of the action). Files enter by blob id, so that checking a trajectory never hashes its
 * shared context again.
 */
export function chainHash(previous: string, action: Exclude<Action, { kind: 'finish' }>): string {
  const fresh =
    action.kind === 'ask'
      ? action.messages.map(({ role, parts }) => [
          role,
          parts.map((part) => (isFilePart(part) ? { path: part.path, blob: part.blobId } : part.text)),
        ])
      : action.cells.map(({ patch, testScript }) => [patch, testScript]);
  return hashOf([previous, action.kind, fresh]);
}

/** SHA-256 in hex of a value's JSON text. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
