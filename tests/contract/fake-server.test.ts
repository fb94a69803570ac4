import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';

/** What these tests hold: the fake is as strict as what it stands for, and its log can be trusted. */
let server: FakeServer;

beforeAll(async () => {
  server = await startFakeServer({
    rules: [
      { when: { contains: 'slowly' }, answer: { text: 'at last', delayMs: 300 } },
      { when: { contains: 'never' }, answer: { fault: { kind: 'hang' } } },
      {
        when: { contains: 'half' },
        answer: { text: 'a long reply', fault: { kind: 'invalid-json', afterChunks: 0 } },
      },
      { when: { contains: 'hello' }, answer: { text: 'hello yourself' } },
    ],
  });
});
afterAll(() => server.stop());

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const anthropicHeaders = { 'x-api-key': 'key', 'anthropic-version': '2023-06-01' };
const user = (text: string) => ({ role: 'user', content: text });
const good = { model: 'm', max_tokens: 10, messages: [user('hello')] };
const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } };

describe('the messages API', () => {
  const messages = (body: unknown, headers = anthropicHeaders) => post('/v1/messages', body, headers);

  it('answers without streaming too', async () => {
    const response = await messages(good);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      content: [{ type: 'text', text: 'hello yourself' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 2,
        output_tokens: 4,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
      },
    });
  });

  it.each([
    ['no max_tokens', { ...good, max_tokens: undefined }, 'max_tokens'],
    ['a temperature above 1', { ...good, temperature: 1.1 }, 'temperature'],
    [
      'an empty text block',
      { ...good, messages: [user('hello'), { role: 'assistant', content: '' }] },
      'non-empty',
    ],
    [
      'a blank block',
      { ...good, messages: [{ role: 'user', content: [{ type: 'text', text: ' \n' }] }] },
      'non-empty',
    ],
    ['a blank string', { ...good, messages: [user(' ')] }, 'non-empty'],
    [
      'white space at the end of a last assistant message',
      { ...good, messages: [user('hello'), { role: 'assistant', content: 'I ' }] },
      'trailing whitespace',
    ],
    [
      'a last assistant message with thinking',
      {
        ...good,
        messages: [user('hello'), { role: 'assistant', content: 'I' }],
        thinking: { type: 'adaptive' },
      },
      'must start with a thinking block',
    ],
    [
      'an assistant who begins',
      { ...good, messages: [{ role: 'assistant', content: 'hello' }] },
      'first message',
    ],
    ['two users in a row', { ...good, messages: [user('hello'), user('hello')] }, 'alternate'],
    ['a system role', { ...good, messages: [{ role: 'system', content: 'hello' }] }, 'role'],
    [
      'five breakpoints',
      { ...good, messages: [{ role: 'user', content: Array(5).fill(marked) }] },
      'Found 5',
    ],
    [
      'a temperature with thinking',
      { ...good, temperature: 0.5, thinking: { type: 'adaptive' } },
      'may only be set to 1',
    ],
    [
      'a budget above the limit',
      { ...good, thinking: { type: 'enabled', budget_tokens: 1_024 } },
      'greater than',
    ],
    ['an unknown field', { ...good, n: 2 }, 'n'],
    ['a body that is no JSON', '{"model": ', 'not JSON'],
  ])('refuses %s', async (_, body, words) => {
    const response = await messages(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining(words) },
    });
  });

  it('takes a last assistant message that ends in a word', async () => {
    const turns = [user('hello'), { role: 'assistant', content: 'I' }];
    expect((await messages({ ...good, messages: turns })).status).toBe(200);
  });

  it('takes four breakpoints', async () => {
    const content = [...Array(4).fill(marked), { type: 'text', text: 'hello' }];
    expect((await messages({ ...good, messages: [{ role: 'user', content }] })).status).toBe(200);
  });

  it('wants a key', async () => {
    expect((await messages(good, { ...anthropicHeaders, 'x-api-key': '' })).status).toBe(401);
  });
});

describe('chat completions', () => {
  const completions = (body: unknown, headers: Record<string, string> = { authorization: 'Bearer key' }) =>
    post('/v1/chat/completions', body, headers);

  it('answers without streaming too', async () => {
    const response = await completions({ ...good, messages: [user('well, hello')] });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { role: 'assistant', content: 'hello yourself' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 4,
        total_tokens: 7,
        prompt_tokens_details: { cached_tokens: 0 },
      },
    });
  });

  it.each([
    ['a temperature above 2', { ...good, temperature: 2.1 }],
    ['no messages', { ...good, messages: [] }],
    ['an unknown role', { ...good, messages: [{ role: 'wizard', content: 'hello' }] }],
    ['both limits at once', { ...good, max_completion_tokens: 10 }],
    ['a temperature with an effort', { ...good, temperature: 0.5, reasoning_effort: 'low' }],
    ['stream options without a stream', { ...good, stream_options: { include_usage: true } }],
    ['an unknown field', { ...good, top_k: 2 }],
    ['an effort that no model has', { ...good, reasoning_effort: 'banana' }],
  ])('refuses %s', async (_, body) => {
    expect((await completions(body)).status).toBe(400);
  });

  it('wants a key', async () => {
    expect((await completions(good, {})).status).toBe(401);
  });

  it('says in a status that nobody retries that the scenario has no answer', async () => {
    const response = await completions({ ...good, messages: [user('something else')] });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('no rule of the scenario matches');
  });
});

describe('the log', () => {
  it('has a request before its answer begins, and its end only afterwards', async () => {
    const body = JSON.stringify({ ...good, messages: [user('slowly')] });
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    const answer = post('/v1/messages', body, {
      ...anthropicHeaders,
      'idempotency-key': 'run/i/editing/0/1/2',
    });
    const line = await server.line((each) => each.event === 'request' && each.bodySha256 === bodySha256);
    expect(line).toMatchObject({ callId: 'run/i/editing/0/1/2', model: 'm', stream: false, status: 200 });
    expect((await server.log()).filter(({ id }) => id === line.id)).toHaveLength(1);
    await (await answer).text();
    await server.line((each) => each.event === 'sent' && each.id === line.id);
  });

  it('tells a client that left from a fault of the script', async () => {
    const leaving = new AbortController();
    const hung = fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: anthropicHeaders,
      body: JSON.stringify({ ...good, messages: [user('never')] }),
      signal: leaving.signal,
    }).catch((error: unknown) => error);
    const asked = await server.line((each) => each.event === 'request' && each.status === null);
    await wait(20);
    leaving.abort();
    await hung;
    await server.line((each) => each.event === 'closed' && each.by === 'client' && each.id === asked.id);

    const half = await post('/v1/messages', { ...good, messages: [user('half')] }, anthropicHeaders);
    await expect(half.json()).rejects.toThrow(SyntaxError);
    await server.line((each) => each.event === 'closed' && each.by === 'fault' && each.id > asked.id);
  });
});
