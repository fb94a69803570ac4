import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import { retrying } from '../../agents/models/retrying.ts';
import { textMessage } from '../../domain/message.ts';
import type { Thinking } from '../../domain/thinking.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';
import { type Api, bodyOf, post } from './raw-request.ts';

/** What the fake server refuses by the table of models, and that what the product sends is not among it. */
let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer({ otherwise: { text: 'yes' } });
});
afterAll(() => server.stop());

const ADAPTIVE = { thinking: { type: 'adaptive' } };
const PREFILLED = {
  messages: [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'I' },
  ],
};
const BUDGET = { thinking: { type: 'enabled', budget_tokens: 1_024 } };

describe.each([
  [
    'anthropic',
    'claude-haiku-4-5-20251001',
    ADAPTIVE,
    'adaptive thinking is not supported on this model',
    null,
  ],
  ['anthropic', 'claude-opus-4-7', BUDGET, '"thinking.type.enabled" is not supported', null],
  ['anthropic', 'claude-opus-4-7', { temperature: 0.5 }, '`temperature` is deprecated for this model', null],
  ['anthropic', 'claude-sonnet-4-5', { max_tokens: 64_001 }, 'max_tokens: 64001 > 64000', null],
  [
    'anthropic',
    'claude-sonnet-4-5',
    { output_config: { effort: 'low' } },
    'does not support the effort parameter',
    null,
  ],
  [
    'anthropic',
    'claude-sonnet-4-6',
    { output_config: { effort: 'xhigh' } },
    "effort level 'xhigh'. Supported levels: high, low, max, medium.",
    null,
  ],
  ['anthropic', 'claude-sonnet-4-6', PREFILLED, 'does not support assistant message prefill', null],
  ['openai', 'gpt-5', {}, "Use 'max_completion_tokens' instead", 'unsupported_parameter'],
  [
    'openai',
    'gpt-4o-2024-08-06',
    { reasoning_effort: 'low' },
    'Unrecognized request argument supplied: reasoning_effort',
    null,
  ],
  [
    'openai',
    'gpt-5',
    { max_tokens: null, reasoning_effort: 'max' },
    "'reasoning_effort' does not support 'max' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
    'unsupported_value',
  ],
  [
    'openai-responses',
    'gpt-4o',
    { reasoning: { effort: 'none' } },
    "'reasoning.effort' is not supported",
    'unsupported_parameter',
  ],
  [
    'openai',
    'o4-mini',
    { max_tokens: null, temperature: 0 },
    "'temperature' does not support 0",
    'unsupported_value',
  ],
  [
    'openai-responses',
    'gpt-5',
    { reasoning: { effort: 'none' } },
    "'none' is not supported",
    'unsupported_value',
  ],
  [
    'openai-responses',
    'gpt-5',
    { temperature: 0.2 },
    "'temperature' does not support 0.2",
    'unsupported_value',
  ],
] as const)('%s %s with %j', (api, model, fields, words, code) => {
  it('is refused in the words of its provider', async () => {
    const response = await post(server, api, { ...bodyOf(api, model, 'hello'), ...fields });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining(words), ...(code && { code }) },
    });
  });

  it('is taken of a model that nobody knows', async () => {
    const response = await post(server, api, { ...bodyOf(api, 'invented', 'hello'), ...fields });
    expect(response.status).toBe(200);
  });
});

describe.each([
  [
    'anthropic',
    'claude-sonnet-4-5',
    200_000,
    'prompt is too long: 200001 tokens > 200000 maximum',
    undefined,
  ],
  ['openai', 'gpt-4o', 128_000, 'maximum context length is 128000 tokens', 'context_length_exceeded'],
  ['openai-responses', 'gpt-5', 272_000, 'exceeds the context window', 'context_length_exceeded'],
] as const)('a prompt of %s to %s', (api, model, most, words, code) => {
  it('may be as long as the model can read', async () => {
    expect((await post(server, api, bodyOf(api, model, 'abcd'.repeat(most)))).status).toBe(200);
  });

  it('is refused when it is longer, and the product takes it for what it is', async () => {
    const text = 'abcd'.repeat(most + 1);
    const response = await post(server, api, bodyOf(api, model, text));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining(words), ...(code && { code }) },
    });

    const request = requestFor('long', { model, messages: [textMessage('user', text)], temperature: 1 });
    const thrown = await thrownBy(ask(productOf(api), request));
    expect(thrown).toMatchObject({ scope: 'context', transient: false });
  });
});

const THINKING: readonly [Api, string, readonly (Thinking | undefined)[]][] = [
  ['anthropic', 'claude-haiku-4-5', [undefined, 'off', { budgetTokens: 2_000 }]],
  ['anthropic', 'claude-sonnet-4-6', [undefined, 'off', 'on', 'high', { budgetTokens: 2_000 }]],
  ['anthropic', 'claude-opus-4-6', [undefined, 'off', 'on', 'high', { budgetTokens: 2_000 }]],
  ['anthropic', 'claude-opus-4-7', ['off', 'on', 'high']],
  ['openai', 'gpt-4o', [undefined, 'off']],
  ['openai', 'gpt-5', [undefined, 'off', 'on', 'high', { budgetTokens: 2_000 }]],
  ['openai-responses', 'gpt-4o', [undefined, 'off']],
  ['openai-responses', 'o4-mini', [undefined, 'off', 'on', 'high', { budgetTokens: 2_000 }]],
];

it.each(THINKING.flatMap(([api, model, ways]) => ways.map((thinking) => [api, model, thinking] as const)))(
  'what the product asks of %s %s with thinking %j is taken, each field that it refuses only once',
  async (api, model, thinking) => {
    const request = requestFor('own', { model, ...(thinking !== undefined && { thinking }) });
    const product = productOf(api);
    const tries = retrying(product, { retries: 3, firstDelayMs: 1 });
    expect(await ask(tries, request)).toMatchObject({ text: 'yes' });
    // What it has learnt it keeps.
    expect(await ask(product, request)).toMatchObject({ text: 'yes' });
  },
);

it.each([
  ['anthropic', 'claude-haiku-4-5', 'on'],
  ['anthropic', 'claude-opus-4-7', { budgetTokens: 2_000 }],
  ['openai', 'gpt-4o', 'low'],
] as const)('%s %s does not think by %j, and no other call can change that', async (api, model, thinking) => {
  const thrown = await thrownBy(ask(productOf(api), requestFor('own', { model, thinking })));
  expect(thrown).toMatchObject({ scope: 'model', transient: false });
});

function productOf(api: Api) {
  const common = { apiKey: 'key', firstTokenMs: 10_000, betweenTokensMs: 10_000, warn: () => undefined };
  if (api === 'anthropic') return anthropicModel({ ...common, baseUrl: server.url });
  if (api === 'openai-responses') return openaiResponsesModel({ ...common, baseUrl: server.openaiUrl });
  return openaiModel({ ...common, baseUrl: server.openaiUrl });
}
