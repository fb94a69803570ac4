import type { ClientRequest, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { SharedTexts } from './shared-texts.ts';

/** As long as fetch keeps an idle connection: servers close theirs soon after, and a request would meet that. */
const IDLE_MS = 4_000;
const CONNECT_MS = 10_000;
/** Of a reply, unread, before the socket is paused. */
const UNREAD_BYTES = 64 * 1024;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Statuses whose response has no body by definition. */
const EMPTY = new Set([204, 205, 304]);

/**
 * A `fetch` for the SDKs' calls: JSON posted over kept connections, with the texts that stand-ins stand for, and a
 * reply that streams. Fails as fetch does: a TypeError with the socket's error as its cause, the signal's reason when
 * aborted. Like Node's fetch it hears of no proxy. Everything but a posted text is left to fetch itself.
 */
export function leanFetch(texts: Pick<SharedTexts, 'encode'>): typeof fetch {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
    'https:': new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
  };
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { body, method, signal } = init ?? {};
    const { protocol } = url;
    const isOurs = method === 'POST' && typeof body === 'string' && !(input instanceof Request);
    if (!isOurs || (protocol !== 'http:' && protocol !== 'https:')) return fetch(input, init);
    signal?.throwIfAborted();
    const pieces = texts.encode(body);
    const headers = {
      ...Object.fromEntries(new Headers(init?.headers)),
      'content-length': pieces.reduce((sum, piece) => sum + piece.length, 0),
    };
    const { request: begin } = protocol === 'http:' ? http : https;
    const request = begin(url, { method, headers, agent: agents[protocol] });
    const response = await exchange(request, pieces, signal ?? null);
    const { statusCode = 0 } = response;
    if (REDIRECTS.has(statusCode) && response.headers.location !== undefined) {
      request.destroy();
      return fetch(input, { ...init, body: Buffer.concat(pieces).toString('utf8') });
    }
    return new Response(EMPTY.has(statusCode) ? null : streamOf(request, response, signal ?? null), {
      status: statusCode,
      headers: headersOf(response),
    });
  };
}

/** Sends the request; resolves when the response's head is there. */
function exchange(
  request: ClientRequest,
  pieces: readonly Uint8Array[],
  signal: AbortSignal | null,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal?.reason);
      request.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.on('error', (cause) => reject(new TypeError('fetch failed', { cause })));
    request.once('close', () => signal?.removeEventListener('abort', abort));
    request.once('response', resolve);
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      const late = () => request.destroy(new Error(`no connection within ${CONNECT_MS} ms`));
      const timer = setTimeout(late, CONNECT_MS);
      for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
    });
    for (const piece of pieces) request.write(piece);
    request.end();
  });
}

/** The reply's bytes as they come. A reader that gives up closes the socket. */
function streamOf(
  request: ClientRequest,
  response: IncomingMessage,
  signal: AbortSignal | null,
): ReadableStream<Uint8Array> {
  const strategy = new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES });
  let over = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        response.on('data', (chunk: Buffer) => {
          if (over) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) response.pause();
        });
        response.once('end', () => {
          if (!over) controller.close();
          over = true;
        });
        response.on('error', (cause) => {
          if (!over)
            controller.error(signal?.aborted ? signal.reason : new TypeError('terminated', { cause }));
          over = true;
        });
      },
      pull() {
        response.resume();
      },
      cancel() {
        over = true;
        request.destroy();
      },
    },
    strategy,
  );
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  return headers;
}
