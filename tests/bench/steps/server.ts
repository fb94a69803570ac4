import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type CallName, replyTo } from './replies.ts';

// A lean server of the messages API: reads every body to its end, counts calls by name, streams the scripted reply.
// node --import tsx server.ts CAPTURE_FOLDER CAPTURED_INSTANCE

const [folder = '', captured = ''] = process.argv.slice(2);

const CHUNK = 120;
const READ_TOKENS = 75_000;

interface Counted {
  requests: number;
  bytes: number;
  /** Clock of this process at the first request since the last mark. */
  firstAt: number | null;
  lastAt: number | null;
}

const fresh = (): Counted => ({ requests: 0, bytes: 0, firstAt: null, lastAt: null });
let counted = fresh();
const names = new Map<string, number>();
const scripts = new Map<string, Buffer>();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.url === '/stats') return answer(response, { ...counted, calls: names.size, twice: twice() });
  if (request.url === '/mark') {
    const before = counted;
    counted = fresh();
    return answer(response, before);
  }
  counted.requests += 1;
  counted.lastAt = Date.now();
  counted.firstAt ??= counted.lastAt;
  const name = nameOf(request);
  const pieces: Buffer[] | null = name?.instanceId === captured ? [] : null;
  let size = 0;
  request.on('data', (piece: Buffer) => {
    size += piece.length;
    pieces?.push(piece);
  });
  request.on('end', () => {
    counted.bytes += size;
    if (size !== Number(request.headers['content-length'] ?? size)) {
      response.writeHead(400).end();
      return;
    }
    if (pieces && name) void capture(name, pieces);
    reply(response, name ?? { instanceId: 'alone', role: 'editing', sample: 0, turn: 1 });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  console.log(`http://127.0.0.1:${address.port}`);
});
// Ends with the parent, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();

/** The call id that troop sends is `run/instance/role/sample/attempt/turn`. */
function nameOf({ headers }: IncomingMessage): CallName | null {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string') return null;
  names.set(key, (names.get(key) ?? 0) + 1);
  const [, instanceId = '', role = '', sample, , turn] = key.split('/');
  return { instanceId, role, sample: Number(sample), turn: Number(turn) };
}

function twice(): number {
  let count = 0;
  for (const times of names.values()) count += times - 1;
  return count;
}

async function capture({ role, sample, turn }: CallName, pieces: readonly Buffer[]): Promise<void> {
  await writeFile(join(folder, `${role}-${sample}-${turn}.json`), Buffer.concat(pieces));
}

function reply(response: ServerResponse, name: CallName): void {
  const key = `${name.role}/${name.sample}/${name.turn}`;
  const events = scripts.get(key) ?? Buffer.from(eventsOf(name));
  scripts.set(key, events);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'request-id': `req_${counted.requests}`,
  });
  response.end(events);
}

function eventsOf(name: CallName): string {
  const text = replyTo(name);
  const chunks = text.match(new RegExp(`[^]{1,${CHUNK}}`, 'g')) ?? [];
  const usage = {
    input_tokens: 400,
    cache_creation_input_tokens: 600,
    cache_read_input_tokens: name.role === 'testing' ? 0 : READ_TOKENS,
    output_tokens: 1,
  };
  const message = {
    id: 'msg_bench',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-6',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  return [
    event('message_start', { message }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...chunks.map((chunk) =>
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: chunk } }),
    ),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: Math.ceil(text.length / 4) },
    }),
    event('message_stop', {}),
  ].join('');
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function answer(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
