import { fileURLToPath } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { textMessage } from '../../domain/message.ts';
import type { Model, ModelRequest } from '../../domain/model.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor } from './models-request.ts';

const echoed = z.object({ name: z.unknown(), seen: z.int(), body: z.record(z.string(), z.unknown()) });

let server: FakeServer;
const warnings: string[] = [];
const warn = (message: string) => warnings.push(message);
const common = { apiKey: 'key', firstTokenMs: 10_000, betweenTokensMs: 10_000, warn };

beforeAll(async () => {
  server = await startFakeServer(fileURLToPath(new URL('./echo-scenario.ts', import.meta.url)));
});
afterAll(() => server.stop());

async function bodyOf(model: Model, request: ModelRequest): Promise<Record<string, unknown>> {
  return echoed.parse(JSON.parse((await ask(model, request)).text)).body;
}

it('a compatible server gets max_tokens, unless told otherwise', async () => {
  const compatible = { ...common, baseUrl: server.openaiUrl };
  const short = await bodyOf(openaiModel(compatible), requestFor('limit'));
  const long = await bodyOf(
    openaiModel({ ...compatible, limitField: 'max_completion_tokens' }),
    requestFor('limit'),
  );
  expect(short).toMatchObject({
    max_tokens: 4_096,
    temperature: 0.5,
    stream_options: { include_usage: true },
  });
  expect(short).not.toHaveProperty('max_completion_tokens');
  expect(long).toMatchObject({ max_completion_tokens: 4_096 });
  expect(long).not.toHaveProperty('max_tokens');
});

it('an OpenAI conversation goes out message by message', async () => {
  const body = await bodyOf(openaiModel({ ...common, baseUrl: server.openaiUrl }), requestFor('plain'));
  expect(body.messages).toEqual([
    { role: 'system', content: 'You write tests.' },
    { role: 'user', content: 'The issue plain.' },
  ]);
});

it('an Anthropic system text goes out apart, with a breakpoint where one was asked for', async () => {
  const body = await bodyOf(anthropicModel({ ...common, baseUrl: server.url }), requestFor('plain'));
  expect(body).toMatchObject({ max_tokens: 4_096, temperature: 0.5, stream: true });
  expect(body.system).toEqual([
    { type: 'text', text: 'You write tests.', cache_control: { type: 'ephemeral' } },
  ]);
  expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'The issue plain.' }] }]);
});

it('more breakpoints than the API takes are thinned out, never refused', async () => {
  const messages = [
    textMessage('system', 'Be brief.'),
    ...Array.from({ length: 7 }, (_, index) =>
      textMessage(index % 2 ? 'assistant' : 'user', `message ${index}`),
    ),
  ];
  const request = requestFor('marked', { messages, cacheAfter: [0, 1, 3, 5, 7] });
  const body = await bodyOf(anthropicModel({ ...common, baseUrl: server.url }), request);
  expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(4);
});

it('a server that reports no usage is estimated from the length of the texts, and warned of once', async () => {
  const model = openaiModel({ ...common, baseUrl: server.openaiUrl });
  const { text, usage } = await ask(model, requestFor('unmetered'));
  await ask(model, requestFor('unmetered'));
  expect(usage).toEqual({
    inputTokens: Math.ceil('You write tests.The issue unmetered.'.length / 4),
    outputTokens: Math.ceil(text.length / 4),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  });
  expect(warnings).toEqual(['model-1 reports no usage; tokens are estimated as characters / 4']);
});

it('a scenario module sees the parts of the call id and how often it came', async () => {
  const model = anthropicModel({ ...common, baseUrl: server.url });
  const request = requestFor('named', { callId: 'run/org/repo-1/editing/3/2/7' });
  await ask(model, request);
  const { name, seen } = echoed.parse(JSON.parse((await ask(model, request)).text));
  expect(name).toEqual({
    run: 'run',
    instanceId: 'org/repo-1',
    role: 'editing',
    sample: 3,
    attempt: 2,
    turn: 7,
  });
  expect(seen).toBe(1);
});

it('what is to be kept for an hour says so at every breakpoint', async () => {
  const request = requestFor('hour', { cacheAfter: [0, 1], cacheTtl: '1h' });
  const body = await bodyOf(anthropicModel({ ...common, baseUrl: server.url }), request);
  const marks = JSON.stringify(body).match(/"cache_control":\{[^}]*\}/g);
  expect(marks).toEqual(Array(2).fill('"cache_control":{"type":"ephemeral","ttl":"1h"}'));
});

it('nothing is printed past our own warnings, though the SDK does where a model or its thinking is deprecated', async () => {
  const printed = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => printed.mockRestore());
  const model = anthropicModel({ ...common, baseUrl: server.url });
  for (const over of [
    { model: 'claude-sonnet-4-5' },
    { model: 'claude-opus-4-6', thinking: { budgetTokens: 1_024 } },
  ])
    await ask(model, requestFor('deprecated', over));
  expect(printed).not.toHaveBeenCalled();
  // Control: the SDK's own way prints it.
  const sdk = new Anthropic({ apiKey: 'key', baseURL: server.url, logLevel: 'off' });
  const body = { max_tokens: 1, messages: [{ role: 'user' as const, content: 'hello' }] };
  await sdk.messages.create({ model: 'claude-sonnet-4-5', ...body, stream: true }).asResponse();
  expect(printed).toHaveBeenCalledWith(expect.stringContaining('is deprecated'));
});
