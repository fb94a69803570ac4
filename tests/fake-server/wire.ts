import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Fault } from './answer.ts';
import type { Block } from './prompt-cache.ts';
import type { TokenCount } from './request-log.ts';
import type { Call } from './scenario.ts';

/** A request as its protocol has it, once found valid. */
export interface WireRequest {
  readonly call: Pick<Call, 'model' | 'messages' | 'maxOutputTokens' | 'temperature' | 'body'>;
  readonly blocks: readonly Block[];
  readonly stream: boolean;
  /** Whether the client wants usage in a stream. */
  readonly wantsUsage: boolean;
}

/** What a protocol refuses, with its status. */
export class WireError extends Error {
  readonly status: number;
  /** The error's `type` (Anthropic) or `code` (OpenAI), where it is not the status's own. */
  readonly code: string | undefined;
  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ReplyParts {
  readonly id: string;
  readonly model: string;
  readonly answer: Answer;
  readonly chunks: readonly string[];
  readonly usage: TokenCount;
  readonly wantsUsage: boolean;
}

/** One of the protocols; bodies are server-sent events or JSON, as text. */
export interface Wire {
  readonly api: Call['api'];
  readonly path: string;
  readonly requestIdHeader: string;
  /** Throws a WireError for everything that the real server refuses. */
  read(body: unknown, headers: IncomingHttpHeaders): WireRequest;
  /** Events before the text, one for each chunk, and after it. */
  head(parts: ReplyParts): string[];
  chunk(parts: ReplyParts, text: string): string;
  tail(parts: ReplyParts): string[];
  errorEvent(message: string): string;
  whole(parts: ReplyParts): unknown;
  error(status: number, message: string, code?: string): unknown;
}

/** The text in pieces of a few tokens each, never inside a surrogate pair. */
export function chunksOf(text: string, size = 12): string[] {
  const letters = [...text];
  const chunks: string[] = [];
  for (let at = 0; at < letters.length; at += size) chunks.push(letters.slice(at, at + size).join(''));
  return chunks;
}

/** Chunks sent before the fault strikes; all where it strikes never. */
export function chunksBefore(fault: Fault | undefined, count: number): number {
  return fault && 'afterChunks' in fault ? Math.min(fault.afterChunks, count) : count;
}
