import { appendFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { countTokens } from 'gpt-tokenizer';
import { MODEL, PRICE, random } from './calls.ts';

/*
 * A model provider that keeps a bill. It counts up to 40 % more tokens than our tokeniser, writes part of a prompt
 * to its cache, fails often and in many ways, and bills every reply that it began, those that break off too. Every line of its log is one billed reply: the call and what it cost in USD.
 *
 *   node --import tsx server.ts LOG SEED
 */

const [log = '', seed = '1'] = process.argv.slice(2);
const next = random(Number(seed));

type Fate = 'whole' | 'refused' | 'broken' | 'cut' | 'error-event' | 'silent';

function fateOf(): Fate {
  const roll = next();
  if (roll < 0.03) return 'refused';
  if (roll < 0.05) return 'broken';
  if (roll < 0.06) return 'cut';
  if (roll < 0.065) return 'error-event';
  return roll < 0.067 ? 'silent' : 'whole';
}

interface Body {
  readonly max_tokens: number;
  readonly system: { text: string }[];
  readonly messages: { content: { text: string }[] }[];
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  const callId = decodeURI(String(request.headers['idempotency-key']));
  request.on('end', () =>
    answer(callId, JSON.parse(Buffer.concat(pieces).toString('utf8')) as Body, response),
  );
});

function answer(callId: string, body: Body, response: ServerResponse): void {
  const fate = fateOf();
  if (fate === 'refused') refuse(response, 429, 'rate_limit_error');
  else if (fate === 'broken') refuse(response, 500, 'api_error');
  else begin(callId, body, { response, fate });
}

function begin(
  callId: string,
  body: Body,
  { response, fate }: { response: ServerResponse; fate: Exclude<Fate, 'refused' | 'broken'> },
): void {
  const text = [...body.system, ...body.messages.flatMap(({ content }) => content)]
    .map((block) => block.text)
    .join('\n');
  const input = Math.floor(countTokens(text) * (1 + next() * 0.4)) + 8;
  const written = Math.floor(input * next());
  const output = 1 + Math.floor(next() * body.max_tokens);
  const usage = {
    input_tokens: input - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: 0,
  };
  const bill = (tokens: number) => {
    const usd = ((input - written) * PRICE.input + written * PRICE.cacheWrite + tokens * PRICE.output) / 1e6;
    appendFileSync(log, `${callId} ${usd}\n`);
  };
  if (fate === 'silent') {
    bill(output);
    return;
  }
  // The reply takes its time to begin, so that kills find calls in flight.
  setTimeout(() => {
    // Who has gone before it began pays nothing.
    if (response.destroyed) return;
    bill(output);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const reply = {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: MODEL,
      content: [],
      stop_reason: null,
    };
    send(response, 'message_start', { message: { ...reply, usage: { ...usage, output_tokens: 1 } } });
    send(response, 'content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    send(response, 'content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'word' } });
    if (fate === 'cut') {
      response.write('\n', () => response.destroy());
    } else if (fate === 'error-event') {
      send(response, 'error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
      response.end();
    } else {
      const delta = { stop_reason: 'end_turn', stop_sequence: null };
      send(response, 'content_block_stop', { index: 0 });
      send(response, 'message_delta', { delta, usage: { output_tokens: output } });
      send(response, 'message_stop', {});
      response.end();
    }
  }, next() * 60);
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '5' });
  response.end(JSON.stringify({ type: 'error', error: { type, message: type } }));
}

function send(response: ServerResponse, type: string, fields: object): void {
  response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  console.log(`http://127.0.0.1:${address.port}`);
});
// It ends with whoever started it, however that ends.
process.stdin.on('end', () => process.exit(0)).resume();
