/** A file of the repository inside a prompt: stored by its git blob id, never copied. */
export interface FilePart {
  readonly path: string;
  readonly blobId: string;
  readonly text: string;
}

export interface TextPart {
  readonly text: string;
}

export type Part = TextPart | FilePart;

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export function isFilePart(part: Part): part is FilePart {
  return 'blobId' in part;
}

export function textMessage(role: Message['role'], text: string): Message {
  return { role, parts: [{ text }] };
}

const knownBytes = new WeakMap<Message, number>();

/** At least the bytes of the message's text in UTF-8; counted once, for a conversation goes out with every turn. */
export function messageBytes(message: Message): number {
  const known = knownBytes.get(message);
  if (known !== undefined) return known;
  const bytes = message.parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  knownBytes.set(message, bytes);
  return bytes;
}

/** Of a message's role and its bounds, in any provider's template; those known have 3 to 8. */
const MARKUP_TOKENS = 32;

/** No provider counts more: no tokeniser makes more tokens than a text has bytes. */
export function mostTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + messageBytes(message) + MARKUP_TOKENS, 0);
}

/** Whether a provider may count so many; in a long conversation its first messages mostly tell. */
export function mayBeTokens(messages: readonly Message[], tokens: number): boolean {
  let most = 0;
  return messages.some((message) => {
    most += messageBytes(message) + MARKUP_TOKENS;
    return most >= tokens;
  });
}

/** The message as a model reads it. */
export function messageText(message: Message): string {
  return message.parts.map((part) => part.text).join('');
}
