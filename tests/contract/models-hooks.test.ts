import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

const headers = { 'x-limit': 'told' };

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer({
    rules: [
      { when: { instanceId: 'slow' }, answer: { text: 'word '.repeat(40), chunkDelayMs: 20, headers } },
      { when: { instanceId: 'busy' }, answer: { headers, fault: { kind: 'status', status: 429 } } },
    ],
    otherwise: { text: 'fine' },
  });
});
afterAll(() => server.stop());

const shared = { apiKey: 'key', firstTokenMs: 10_000, betweenTokensMs: 10_000, warn: () => undefined };

describe.each([
  ['anthropic', () => anthropicModel({ baseUrl: server.url, ...shared })],
  ['openai', () => openaiModel({ baseUrl: server.openaiUrl, ...shared })],
  ['openai-responses', () => openaiResponsesModel({ baseUrl: server.openaiUrl, ...shared })],
] as const)('%s', (_, makeModel) => {
  it('says when a reply begins, long before it ends, and what the headers are', async () => {
    const events: string[] = [];
    const request = requestFor('slow', {
      begun: () => events.push('begun'),
      heard: (told) => events.push(`heard ${told.get('x-limit')}`),
    });
    const answering = ask(makeModel(), request).then(() => events.push('answered'));
    while (!events.includes('begun')) await new Promise((resolve) => setTimeout(resolve, 2));
    const beganAt = performance.now();
    await answering;
    expect(events).toEqual(['heard told', 'begun', 'answered']);
    expect(performance.now() - beganAt).toBeGreaterThan(100);
  });

  it('tells the headers of a refusal, which never begins', async () => {
    const events: string[] = [];
    const request = requestFor('busy', {
      begun: () => events.push('begun'),
      heard: (told) => events.push(`heard ${told.get('x-limit')}`),
    });
    await thrownBy(ask(makeModel(), request));
    expect(events).toEqual(['heard told']);
  });
});
