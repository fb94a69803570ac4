import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { logTo, TokenCount } from './request-log.ts';
import type { Wire } from './wire.ts';

/** One request and its answer, as the log tells them. */
export interface Exchange {
  readonly id: number;
  readonly callId: string | null;
  readonly body: string;
  readonly gone: AbortSignal;
  /** The `request` line; before the first byte of the answer. */
  opened(status: number | null, asked: { model: string; stream: boolean } | null, usage?: TokenCount): void;
  /** What has come to be billed by now. */
  billed(tokens: TokenCount): void;
  faulted(): void;
  /** Breaks the connection without a word. */
  reset(): void;
  /** A page in no protocol's form. */
  sendPage(status: number): void;
  /** An error in the protocol's form. */
  sendError(status: number, message: string, code?: string): void;
}

/** Reads the request's body and watches how its connection ends. */
export async function openExchange(
  id: number,
  wire: Wire,
  log: ReturnType<typeof logTo>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Exchange> {
  const gone = new AbortController();
  let by: 'client' | 'fault' = 'client';
  let opened = false;
  let billed: TokenCount | null = null;
  response.on('finish', () =>
    log(by === 'fault' ? { event: 'closed', id, by, billed } : { event: 'sent', id, billed }),
  );
  response.on('close', () => {
    gone.abort();
    if (opened && !response.writableFinished) log({ event: 'closed', id, by, billed });
  });
  response.setHeader(wire.requestIdHeader, `req_${id}`);
  const body = await bodyOf(request);
  const callId = callIdOf(request);
  return {
    id,
    callId,
    body,
    gone: gone.signal,
    opened(status, asked, usage) {
      opened = true;
      const { model = null, stream = false } = asked ?? {};
      const bodySha256 = createHash('sha256').update(body).digest('hex');
      log({
        event: 'request',
        id,
        api: wire.api,
        callId,
        bodySha256,
        model,
        stream,
        status,
        usage: usage ?? null,
      });
    },
    billed(tokens) {
      billed = tokens;
    },
    faulted() {
      by = 'fault';
    },
    reset() {
      by = 'fault';
      request.socket.resetAndDestroy();
    },
    sendPage(status) {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end(
        `<html>\n<head><title>${status} Gateway</title></head>\n<body><h1>${status}</h1></body>\n</html>\n`,
      );
    },
    sendError(status, message, code) {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(wire.error(status, message, code)));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function callIdOf({ headers }: IncomingMessage): string | null {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? decodeURI(key) : null;
}
