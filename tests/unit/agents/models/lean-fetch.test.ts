import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { leanFetch } from '../../../../agents/models/lean-fetch.ts';

const plain = { encode: (json: string) => [Buffer.from(json, 'utf8')] };

/** A server that ends with its test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function post(url: string, body = '{}', signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-key': 'k' };
  return leanFetch(plain)(url, { method: 'POST', body, headers, ...(signal ? { signal } : {}) });
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it answered, although it should have thrown');
    },
    (error: unknown) => error,
  );
}

describe('a posted text', () => {
  test('goes out byte for byte with its headers and its length, and the answer comes back', async () => {
    const url = await serve(async (request, response) => {
      const body = await bodyOf(request);
      const { 'content-length': length, 'x-key': key } = request.headers;
      response.writeHead(429, { 'retry-after': '3' }).end(JSON.stringify({ body, length, key }));
    });
    const response = await post(url, '{"text":"ü🐛"}');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await response.json()).toEqual({ body: '{"text":"ü🐛"}', length: '17', key: 'k' });
  });

  test('reaches the server as one body, in whatever pieces it was encoded', async () => {
    const url = await serve(async (request, response) => response.end(await bodyOf(request)));
    const pieces = { encode: () => ['[1,', '2', ',3]'].map((piece) => Buffer.from(piece)) };
    const response = await leanFetch(pieces)(url, { method: 'POST', body: '' });
    expect(await response.json()).toEqual([1, 2, 3]);
  });

  test('takes the connection that the one before it left', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const lean = leanFetch(plain);
    for (let time = 0; time < 3; time++) {
      await (await lean(url, { method: 'POST', body: '{}' })).text();
      await wait(5);
    }
    expect(ports.size).toBe(1);
  });

  test('follows a redirect as fetch does', async () => {
    const url = await serve(async (request, response) => {
      if (request.url === '/moved') response.end(`there: ${await bodyOf(request)}`);
      else response.writeHead(307, { location: '/moved' }).end();
    });
    expect(await (await post(url, '{"a":1}')).text()).toBe('there: {"a":1}');
  });
});

describe('a failure', () => {
  test('of the connection is a TypeError with the reason as its cause', async () => {
    const error = await thrownBy(post('http://127.0.0.1:1'));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
  });

  test('inside the reply is one too', async () => {
    const url = await serve((_, response) => {
      response.write('half', () => response.destroy());
    });
    const error = await thrownBy(post(url).then((response) => response.text()));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'terminated', cause: { code: 'ECONNRESET' } });
  });
});

describe('an abort', () => {
  async function silentServer(begin: (response: ServerResponse) => void) {
    let closed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve((_, response) => {
      response.on('close', closed);
      begin(response);
    });
    return { url, gone };
  }

  test('before the reply throws the reason and closes the socket', async () => {
    const { url, gone } = await silentServer(() => {});
    const controller = new AbortController();
    const thrown = thrownBy(post(url, '{}', controller.signal));
    await wait(50);
    controller.abort(new Error('enough'));
    expect(await thrown).toBe(controller.signal.reason);
    await gone;
  });

  test('in the middle of the reply ends the reading with the reason and closes the socket', async () => {
    const { url, gone } = await silentServer((response) => response.write('half'));
    const controller = new AbortController();
    const response = await post(url, '{}', controller.signal);
    const thrown = thrownBy(response.text());
    await wait(20);
    controller.abort(new Error('enough'));
    expect(await thrown).toBe(controller.signal.reason);
    await gone;
  });

  test('by a reader that gives up closes the socket', async () => {
    const { url, gone } = await silentServer((response) => response.write('half'));
    await (await post(url)).body?.cancel();
    await gone;
  });
});

test('a reply that nobody reads is not taken off the socket', async () => {
  const chunk = Buffer.alloc(256 * 1024);
  const chunks = 400;
  let written = 0;
  const url = await serve((_, response) => {
    const more = () => {
      for (; written < chunks; written++) {
        if (response.write(chunk)) continue;
        response.once('drain', more);
        written += 1;
        return;
      }
      response.end();
    };
    more();
  });
  const response = await post(url);
  await wait(300);
  expect(written).toBeLessThan(chunks);
  expect((await response.arrayBuffer()).byteLength).toBe(chunks * chunk.length);
});
