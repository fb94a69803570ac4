import { afterAll, beforeAll, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import { mostTokens } from '../../domain/message.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor } from './models-request.ts';

/** Servers that miscount, or count nothing: a reply that was paid for is kept, with a usage that can be. */
const TEXT = 'a reply of 30 characters, yes.';
const TOLD = {
  missing: false,
  zero: { input: 0, output: 0 },
  negative: { input: -5, output: 8 },
  words: { input: 'many', output: 'some' },
  null: { input: null, output: null },
  huge: { input: 1e12, output: 1e12 },
} as const;

let server: FakeServer;
const warnings: string[] = [];
beforeAll(async () => {
  server = await startFakeServer({
    rules: Object.entries(TOLD).map(([name, usage]) => ({
      when: { contains: `issue ${name}` },
      answer: { text: TEXT, usage },
    })),
  });
});
afterAll(() => server.stop());

const APIS = ['anthropic', 'openai', 'openai-responses'] as const;
const cases = APIS.flatMap((api) => Object.keys(TOLD).map((told) => [api, told] as const));

it.each(cases)(
  '%s: a usage that is %s loses no reply and is replaced by one that can be',
  async (api, told) => {
    warnings.length = 0;
    const request = requestFor(told);
    const { text, usage } = await ask(modelOf(api), request);
    expect(text).toBe(TEXT);
    const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
    if (told === 'huge')
      expect([prompt, usage.outputTokens]).toEqual([mostTokens(request.messages), 4_096 + 30]);
    else
      expect([prompt, usage.outputTokens]).toEqual([
        Math.ceil(`You write tests.The issue ${told}.`.length / 4),
        8,
      ]);
    expect(warnings).toHaveLength(1);
  },
);

function modelOf(api: (typeof APIS)[number]) {
  const common = {
    apiKey: 'key',
    firstTokenMs: 10_000,
    betweenTokensMs: 10_000,
    warn: (line: string) => warnings.push(line),
  };
  if (api === 'anthropic') return anthropicModel({ ...common, baseUrl: server.url });
  const given = { ...common, baseUrl: server.openaiUrl };
  return api === 'openai' ? openaiModel(given) : openaiResponsesModel(given);
}
