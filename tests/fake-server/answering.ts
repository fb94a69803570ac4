import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './answer.ts';
import { tokensOf } from './prompt-cache.ts';
import type { TokenCount } from './request-log.ts';
import { chunksBefore, type ReplyParts, type Wire } from './wire.ts';

/** A reply on its way to a client. */
export interface Sending {
  readonly wire: Wire;
  readonly response: ServerResponse;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
  /** Each event in one write. */
  readonly whole: boolean;
  /** Hears what is billed, before the bytes that it is billed for are sent. */
  billed(tokens: TokenCount): void;
  /** To be called before a fault ends the connection, so that the log can tell it from the client. */
  faulted(): void;
}

/** Sends a reply as events, or as much of it as its fault lets through. */
export async function sendStream(sending: Sending, parts: ReplyParts): Promise<void> {
  const { wire, response, gone, billed } = sending;
  const { fault, chunkDelayMs } = parts.answer;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  billed({ ...parts.usage, output: 0 });
  for (const event of wire.head(parts)) await write(sending, event);
  let characters = 0;
  for (const text of parts.chunks.slice(0, chunksBefore(fault, parts.chunks.length))) {
    characters += text.length;
    billed({ ...parts.usage, output: tokensOf(characters) });
    await write(sending, wire.chunk(parts, text));
    if (chunkDelayMs > 0) await wait(chunkDelayMs, undefined, { signal: gone });
  }
  if (fault) return strike(sending, fault);
  for (const event of wire.tail(parts)) await write(sending, event);
  response.end();
}

/** Sends a reply as one JSON body; faults inside a reply leave half of it. */
export function sendWhole({ wire, response, faulted, billed }: Sending, parts: ReplyParts): void {
  billed(parts.usage);
  const body = JSON.stringify(wire.whole(parts));
  const { fault } = parts.answer;
  if (fault?.kind === 'stall') return;
  response.writeHead(200, { 'content-type': 'application/json' });
  if (!fault) {
    response.end(body);
    return;
  }
  faulted();
  if (fault.kind === 'cut') response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body.slice(0, body.length / 2));
}

async function strike(sending: Sending, fault: Fault): Promise<void> {
  const { wire, response, faulted } = sending;
  switch (fault.kind) {
    case 'cut':
      faulted();
      // A byte more than the client can use, so that all before it has left the buffer when the socket is destroyed.
      response.write('\n', () => response.destroy());
      return;
    case 'end-early':
      faulted();
      response.end();
      return;
    case 'invalid-json':
      faulted();
      await write(sending, 'event: message_delta\ndata: {"type": "message_delta", "delta": {"sto\n\n');
      response.end();
      return;
    case 'error-event':
      faulted();
      await write(sending, wire.errorEvent('Overloaded'));
      response.end();
      return;
    case 'stall':
    case 'hang':
    case 'reset':
    case 'html':
    case 'status':
      return;
  }
}

/** Unless whole, in two pieces cut at any byte, so that clients meet events and letters split between reads. */
async function write({ response, gone, whole }: Sending, text: string): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  const at = whole ? 0 : (bytes.length * 7) % 11;
  if (at > 0) response.write(bytes.subarray(0, at));
  if (!response.write(bytes.subarray(at))) await once(response, 'drain', { signal: gone });
}
