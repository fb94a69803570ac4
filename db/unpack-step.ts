import type { Message } from '../domain/message.ts';
import type { Step } from '../domain/trajectory.ts';
import type { ExecuteBody, StepBody, StoredMessage, TextId } from './step-body.ts';
import type { PackedStep } from './store.ts';

/**
 * The inverse of `packStep`, with one loss: the text of a repository's file comes back empty, as it is stored by
 * its git blob id only. Folding steps through an agent needs observations alone, so resuming never misses it.
 */
export function unpackStep(step: PackedStep['step'], body: StepBody, text: (id: TextId) => string): Step {
  switch (body.kind) {
    case 'ask':
      return {
        ...step,
        action: { kind: 'ask', messages: body.messages.map((message) => unpackMessage(message, text)) },
        observation: { kind: 'reply', reply: { ...body.reply, text: text(body.reply.text) } },
      };
    case 'execute':
      return {
        ...step,
        action: unpackCells(body, text),
        observation: {
          kind: 'executed',
          results: body.results.map((result) => ({ ...result, output: text(result.output) })),
        },
      };
  }
}

function unpackMessage({ role, parts }: StoredMessage, text: (id: TextId) => string): Message {
  return {
    role,
    parts: parts.map((part) =>
      'blob' in part ? { path: part.path, blobId: part.blob, text: '' } : { text: text(part.text) },
    ),
  };
}

function unpackCells({ cells, produced }: ExecuteBody, text: (id: TextId) => string): Step['action'] {
  const { patch, testScript } = produced;
  return {
    kind: 'execute',
    cells: cells.map((cell) => ({
      patch: cell.patch === null ? null : text(cell.patch),
      testScript: text(cell.testScript),
    })),
    produced: {
      ...(patch === undefined ? {} : { patch: text(patch) }),
      ...(testScript === undefined ? {} : { testScript: text(testScript) }),
    },
  };
}
