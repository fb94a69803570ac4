import type { CellResult } from '../domain/execution.ts';
import type { Message } from '../domain/message.ts';
import type { Reply } from '../domain/model.ts';

/** SHA-256 of a row in `blobs`. */
export type TextId = string;

/** What a step's body blob holds as JSON. Texts stand by their ids, so that repeated ones are stored once. */
export type StepBody = AskBody | ExecuteBody;

export interface AskBody {
  readonly kind: 'ask';
  readonly messages: readonly StoredMessage[];
  readonly reply: Omit<Reply, 'text'> & { readonly text: TextId };
}

export interface ExecuteBody {
  readonly kind: 'execute';
  readonly cells: readonly { readonly patch: TextId | null; readonly testScript: TextId }[];
  readonly produced: { readonly patch?: TextId; readonly testScript?: TextId };
  readonly results: readonly StoredResult[];
}

export interface StoredMessage {
  readonly role: Message['role'];
  readonly parts: readonly StoredPart[];
}

/** A file of the repository is named by its git blob id and never copied. */
export type StoredPart = { readonly text: TextId } | { readonly path: string; readonly blob: string };

export type StoredResult = Omit<CellResult, 'output'> & { readonly output: TextId };
