import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { expect, it } from 'vitest';
import { readResponsesStream } from '../../../../agents/models/openai-responses-stream.ts';
import { connectionFailure, isTransient } from '../../../../agents/models/provider-failure.ts';
import type { Usage } from '../../../../domain/usage.ts';

/** Events as they come off the wire, as far as they are read. */
async function* wire(...events: object[]): AsyncGenerator<ResponseStreamEvent> {
  for (const event of events) yield JSON.parse(JSON.stringify(event));
}

function read(...events: object[]) {
  const heard = { begun: 0, tokens: 0, billed: [] as Usage[] };
  const reply = readResponsesStream(wire(...events), 'asked', {
    begun: () => {
      heard.begun += 1;
    },
    token: () => {
      heard.tokens += 1;
    },
    billed: (usage) => heard.billed.push(usage),
  });
  return { reply, heard };
}

const delta = (text: string) => ({ type: 'response.output_text.delta', delta: text });
const usage = {
  input_tokens: 100,
  output_tokens: 40,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
};
const end = (type: string, response: object) => ({ type: `response.${type}`, response });

it('tokens read from and written to the cache are taken out of the input', async () => {
  const { reply } = read(delta('a'), end('completed', { model: 'm', status: 'completed', usage }));
  expect(await reply).toEqual({
    text: 'a',
    model: 'm',
    stop: 'end',
    usage: { inputTokens: 10, outputTokens: 40, cacheReadTokens: 60, cacheWriteTokens: 30 },
  });
});

it('a summary of the reasoning is a sign of life and no text', async () => {
  const thought = { type: 'response.reasoning_summary_text.delta', delta: 'let me see' };
  const { reply, heard } = read(thought, delta('b'), end('completed', { model: 'm', status: 'completed' }));
  expect((await reply).text).toBe('b');
  expect(heard.tokens).toBe(2);
});

it('a response begins when something of it comes, not when it was created', async () => {
  const { reply, heard } = read({ type: 'response.created' }, { type: 'response.in_progress' });
  await expect(reply).rejects.toThrow('ended before the reply did');
  expect(heard.begun).toBe(0);
});

it.each([
  ['max_output_tokens', 'length'],
  ['content_filter', 'refusal'],
])('a response incomplete by %s stops as %s', async (reason, stop) => {
  const { reply } = read(
    end('incomplete', { model: 'm', status: 'incomplete', incomplete_details: { reason } }),
  );
  expect((await reply).stop).toBe(stop);
});

it('a refusal is a reply that says so', async () => {
  const { reply } = read(
    { type: 'response.refusal.delta', delta: 'I will not' },
    end('completed', { model: 'm', status: 'completed' }),
  );
  expect(await reply).toMatchObject({ text: 'I will not', stop: 'refusal' });
});

it.each([
  ['server_error', true],
  ['rate_limit_exceeded', true],
  ['invalid_prompt', false],
])('a response that failed by %s is billed as far as it says, and may pass: %s', async (code, passes) => {
  const { reply, heard } = read(
    delta('a'),
    end('failed', { status: 'failed', usage, error: { code, message: 'no' } }),
  );
  const failure = connectionFailure(await reply.catch((error: unknown) => error));
  expect(failure).toMatchObject({ kind: 'in-stream', code });
  expect(failure && isTransient(failure)).toBe(passes);
  expect(heard.billed).toHaveLength(1);
});
