import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { post } from './raw-request.ts';

/** The prompt cache of the fake server keeps the rules of the real ones. */
let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer({
    rules: [{ when: { contains: 'slowly' }, answer: { text: 'at last', delayMs: 300 } }],
    otherwise: { text: 'yes' },
  });
});
afterAll(() => server.stop());

const MINUTE = 60_000;
const usageSchema = z.object({
  usage: z.object({ cache_creation_input_tokens: z.int(), cache_read_input_tokens: z.int() }),
});

/** A prefix of so many tokens that no other test has. */
const prefixOf = (name: string, tokens: number) => name.padEnd(tokens * 4, '.');

/** Tokens written to the cache and read from it. */
async function cached(model: string, prefix: string, ttl?: '5m' | '1h'): Promise<[number, number]> {
  const response = await post(server, 'anthropic', marked(model, [prefix], ttl ? [ttl] : ['5m']));
  const { usage } = usageSchema.parse(await response.json());
  return [usage.cache_creation_input_tokens, usage.cache_read_input_tokens];
}

function marked(model: string, texts: readonly string[], ttls: readonly ('5m' | '1h')[]) {
  const content = texts.map((text, index) => ({
    type: 'text',
    text,
    ...(ttls[index] && { cache_control: { type: 'ephemeral', ttl: ttls[index] } }),
  }));
  return {
    model,
    max_tokens: 10,
    messages: [{ role: 'user', content: [...content, { type: 'text', text: 'hello' }] }],
  };
}

describe.each([
  ['claude-sonnet-4-5', 1_024],
  ['claude-opus-4-7', 2_048],
  ['claude-haiku-4-5', 4_096],
] as const)('%s', (model, least) => {
  it(`caches no prefix below ${least} tokens, and says nothing of it`, async () => {
    const short = prefixOf(`short of ${model}`, least - 1);
    expect(await cached(model, short)).toEqual([0, 0]);
    expect(await cached(model, short)).toEqual([0, 0]);
  });

  it('caches one of that length', async () => {
    const long = prefixOf(`long of ${model}`, least);
    expect(await cached(model, long)).toEqual([least, 0]);
    expect(await cached(model, long)).toEqual([0, least]);
  });
});

it('OpenAI caches by itself from 1,024 tokens, and no less', async () => {
  const readOf = async (prefix: string) => {
    const messages = [
      { role: 'system', content: prefix },
      { role: 'user', content: 'hello' },
    ];
    const response = await post(server, 'openai', { model: 'gpt-4o', messages });
    return z
      .object({ usage: z.object({ prompt_tokens_details: z.object({ cached_tokens: z.int() }) }) })
      .parse(await response.json()).usage.prompt_tokens_details.cached_tokens;
  };
  const [short, long] = [prefixOf('short', 1_000), prefixOf('long', 1_024)];
  expect([await readOf(short), await readOf(short)]).toEqual([0, 0]);
  expect([await readOf(long), await readOf(long)]).toEqual([0, 1_026]);
});

it('a model that nobody knows caches any prefix', async () => {
  expect(await cached('invented', prefixOf('any', 10))).toEqual([10, 0]);
});

it.each([
  ['5m', 5 * MINUTE],
  ['1h', 60 * MINUTE],
] as const)('an entry of %s is gone after that time, and each reading begins it anew', async (ttl, ms) => {
  const prefix = prefixOf(`kept for ${ttl}`, 100);
  expect(await cached('invented', prefix, ttl)).toEqual([100, 0]);
  for (const _ of [1, 2, 3]) {
    await server.passTime(ms - MINUTE);
    expect(await cached('invented', prefix, ttl)).toEqual([0, 100]);
  }
  await server.passTime(ms);
  expect(await cached('invented', prefix, ttl)).toEqual([100, 0]);
});

it('an hour that was paid for is not cut short by a later mark of five minutes', async () => {
  const prefix = prefixOf('an hour', 100);
  await cached('invented', prefix, '1h');
  expect(await cached('invented', prefix, '5m')).toEqual([0, 100]);
  await server.passTime(30 * MINUTE);
  expect(await cached('invented', prefix, '5m')).toEqual([0, 100]);
});

it('longer lifetimes must come first', async () => {
  const refused = await post(server, 'anthropic', marked('invented', ['one', 'two'], ['5m', '1h']));
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("must not come after a ttl='5m'");
  expect((await post(server, 'anthropic', marked('invented', ['one', 'two'], ['1h', '5m']))).status).toBe(
    200,
  );
});

it('an entry can be read once the first reply begins, and not before', async () => {
  const prefix = prefixOf('slowly', 100);
  const together = await Promise.all([cached('invented', prefix), cached('invented', prefix)]);
  expect(together).toEqual([
    [100, 0],
    [100, 0],
  ]);
  expect(await cached('invented', prefix)).toEqual([0, 100]);
});
