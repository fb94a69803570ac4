import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FakeServer } from '../fake-server/start.ts';
import { batchServer } from './batch-servers.ts';

let server: FakeServer;
beforeAll(async () => {
  server = await batchServer(100);
}, 60_000);
afterAll(() => server.stop());

const HEADERS = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01', authorization: 'Bearer k' };
const jobSchema = z.looseObject({ id: z.string() });

async function send(path: string, body?: unknown, headers: Record<string, string> = HEADERS) {
  const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${server.url}${path}`, { ...given, headers });
  const text = await response.text();
  return { status: response.status, text };
}

const idOf = ({ text }: { text: string }) => jobSchema.parse(JSON.parse(text)).id;
const request = (custom_id: string, params: object = {}) => ({
  custom_id,
  params: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hello' }], ...params },
});

describe('message batches', () => {
  const BATCHES = '/v1/messages/batches';

  it.each([
    ['an id with a slash', [request('a/b')]],
    ['an id of 65 characters', [request('x'.repeat(65))]],
    ['two requests of one id', [request('a'), request('a')]],
    ['none at all', []],
    ['a request that wants a stream', [request('a', { stream: true })]],
  ])('are refused with %s', async (_, requests) => {
    expect((await send(BATCHES, { requests })).status).toBe(400);
  });

  it('want a key and a version', async () => {
    const body = { requests: [request('a')] };
    expect((await send(BATCHES, body, { 'anthropic-version': '1' })).status).toBe(401);
    expect((await send(BATCHES, body, { 'x-api-key': 'k' })).status).toBe(400);
  });

  it('show no results before they have ended, and a wrong request only then', async () => {
    const id = idOf(
      await send(BATCHES, { requests: [request('good'), request('wrong', { temperature: 9 })] }),
    );
    expect(await send(`${BATCHES}/${id}`)).toMatchObject({
      text: expect.stringContaining('"results_url":null'),
    });
    expect((await send(`${BATCHES}/${id}/results`)).status).toBe(400);
    await wait(300);
    const { text } = await send(`${BATCHES}/${id}/results`);
    const types = text
      .trim()
      .split('\n')
      .map((line) =>
        z.object({ custom_id: z.string(), result: z.object({ type: z.string() }) }).parse(JSON.parse(line)),
      );
    expect(types).toEqual([
      { custom_id: 'wrong', result: { type: 'errored' } },
      { custom_id: 'good', result: { type: 'succeeded' } },
    ]);
    expect((await send(`${BATCHES}/${id}/cancel`, {})).status).toBe(400);
  });

  it('are known only to the workspace that sent them', async () => {
    const id = idOf(await send(BATCHES, { requests: [request('a')] }));
    expect((await send(`${BATCHES}/${id}`)).status).toBe(200);
    expect((await send(`${BATCHES}/${id}`, undefined, { ...HEADERS, 'x-api-key': 'other' })).status).toBe(
      404,
    );
  });
});

describe('batches of files', () => {
  const line = (custom_id: string, over: object = {}) =>
    JSON.stringify({
      custom_id,
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'm', messages: [{ role: 'user', content: 'hello' }] },
      ...over,
    });

  async function upload(text: string, { purpose = 'batch', name = 'a.jsonl' } = {}) {
    const body = new FormData();
    body.set('purpose', purpose);
    body.set('file', new File([text], name));
    const response = await fetch(`${server.openaiUrl}/files`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer k' },
    });
    return { status: response.status, text: await response.text() };
  }

  async function batchOf(text: string, over: object = {}) {
    const input_file_id = idOf(await upload(text));
    const body = { input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h', ...over };
    return send('/v1/batches', body);
  }

  it('take a file for this purpose and of this form alone', async () => {
    expect((await upload(line('a'))).status).toBe(200);
    expect((await upload(line('a'), { purpose: 'assistants' })).status).toBe(400);
    expect((await upload(line('a'), { name: 'a.txt' })).status).toBe(400);
  });

  it.each([
    ['another window', { completion_window: '1h' }],
    ['a mark of 513 characters', { metadata: { mark: 'x'.repeat(513) } }],
    ['a field that there is not', { priority: 1 }],
  ])('are refused with %s', async (_, over) => {
    expect((await batchOf(line('a'), over)).status).toBe(400);
  });

  it.each([
    ['two lines of one id', `${line('a')}\n${line('a')}\n`, 'duplicate_custom_id'],
    [
      'two models',
      `${line('a')}\n${line('b', { body: { model: 'n', messages: [] } })}\n`,
      'mismatched_model',
    ],
    ['a line that is none', `${line('a')}\nnot json\n`, 'invalid_json_line'],
    ['no line', '', 'empty_file'],
  ])('fail as a whole with %s', async (_, text, code) => {
    const answer = await batchOf(text);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 'failed', errors: { data: [{ code }] } });
  });

  it('know nothing of a file that nobody uploaded', async () => {
    const body = { input_file_id: 'file-0', endpoint: '/v1/chat/completions', completion_window: '24h' };
    expect((await send('/v1/batches', body)).status).toBe(404);
  });
});
