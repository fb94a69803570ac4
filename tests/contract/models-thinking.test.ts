import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import type { Model } from '../../domain/model.ts';
import type { Thinking } from '../../domain/thinking.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

const echoed = z.object({ body: z.record(z.string(), z.unknown()) });

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer(fileURLToPath(new URL('./echo-scenario.ts', import.meta.url)));
});
afterAll(() => server.stop());

const common = { apiKey: 'key', firstTokenMs: 10_000, betweenTokensMs: 10_000, warn: () => undefined };
const makers = {
  anthropic: () => anthropicModel({ ...common, baseUrl: server.url }),
  openai: () =>
    openaiModel({ ...common, baseUrl: server.openaiUrl, limitField: 'max_completion_tokens' as const }),
  'openai-responses': () => openaiResponsesModel({ ...common, baseUrl: server.openaiUrl }),
} as const;

async function bodyOf(model: Model, thinking?: Thinking): Promise<Record<string, unknown>> {
  const request = requestFor('thought', thinking === undefined ? {} : { thinking });
  return echoed.parse(JSON.parse((await ask(model, request)).text)).body;
}

const BUDGET = { budgetTokens: 10_000 };

describe.each([
  ['anthropic', 'on', { thinking: { type: 'adaptive' }, max_tokens: 4_096 + 16_384 }],
  ['anthropic', BUDGET, { thinking: { type: 'enabled', budget_tokens: 10_000 }, max_tokens: 14_096 }],
  ['anthropic', 'high', { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
  ['openai', 'on', { reasoning_effort: 'medium', max_completion_tokens: 4_096 + 16_384 }],
  ['openai', BUDGET, { reasoning_effort: 'medium', max_completion_tokens: 14_096 }],
  ['openai-responses', 'low', { reasoning: { effort: 'low' }, max_output_tokens: 4_096 + 8_192 }],
  ['openai-responses', BUDGET, { reasoning: { effort: 'medium' }, max_output_tokens: 14_096 }],
] as const)('%s with thinking %j', (api, thinking, fields) => {
  it('asks for it, with room for the thoughts above what can be read, and sends no temperature', async () => {
    const body = await bodyOf(makers[api](), thinking);
    expect(body).toMatchObject(fields);
    expect(body).not.toHaveProperty('temperature');
  });
});

it.each([
  ['anthropic', { thinking: { type: 'disabled' }, max_tokens: 4_096, temperature: 0.5 }],
  ['openai', { reasoning_effort: 'none', max_completion_tokens: 4_096, temperature: 0.5 }],
  ['openai-responses', { reasoning: { effort: 'none' }, max_output_tokens: 4_096, temperature: 0.5 }],
] as const)('%s with thinking off says so and keeps its temperature and its limit', async (api, fields) => {
  expect(await bodyOf(makers[api](), 'off')).toMatchObject(fields);
});

it.each([
  ['anthropic', 'thinking'],
  ['openai', 'reasoning_effort'],
  ['openai-responses', 'reasoning'],
] as const)('%s hears nothing of thinking where nothing was said of it', async (api, field) => {
  expect(await bodyOf(makers[api]())).not.toHaveProperty(field);
});

it('the server would refuse a budget with no room above it', async () => {
  const request = requestFor('narrow', { thinking: { budgetTokens: 2_000 }, maxOutputTokens: -1 });
  expect(String(await thrownBy(ask(makers.anthropic(), request)))).toContain('must be greater than');
});
