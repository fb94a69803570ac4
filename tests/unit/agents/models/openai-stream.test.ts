import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, it } from 'vitest';
import { readOpenaiStream } from '../../../../agents/models/openai-stream.ts';

type Choice = Pick<ChatCompletionChunk.Choice, 'delta' | 'finish_reason'>;

function chunk(choice: Choice | null, usage?: ChatCompletionChunk['usage']): ChatCompletionChunk {
  const choices = choice ? [{ index: 0, ...choice }] : [];
  return {
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'served',
    choices,
    ...(usage && { usage }),
  };
}

const says = (content: string): Choice => ({ delta: { content }, finish_reason: null });
const ends = (finish_reason: Choice['finish_reason']): Choice => ({ delta: {}, finish_reason });

async function read(chunks: ChatCompletionChunk[]) {
  let tokens = 0;
  const stream = (async function* () {
    yield* chunks;
  })();
  const reply = await readOpenaiStream(stream, 'asked', { token: () => tokens++ });
  return { ...reply, tokens };
}

describe('readOpenaiStream', () => {
  it('takes cached and cache-writing tokens out of the prompt', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      total_tokens: 107,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
    };
    const reply = await read([chunk(says('hi')), chunk(ends('stop')), chunk(null, usage)]);
    expect(reply.usage).toEqual({
      inputTokens: 10,
      outputTokens: 7,
      cacheReadTokens: 60,
      cacheWriteTokens: 30,
    });
    expect(reply.model).toBe('served');
  });

  it('takes the words of a refusal for its text', async () => {
    const refusal = chunk({ delta: { refusal: 'I cannot.' }, finish_reason: null });
    expect(await read([refusal, chunk(ends('stop'))])).toMatchObject({ text: 'I cannot.', stop: 'refusal' });
  });

  it('takes reasoning for a sign of life, and not for text', async () => {
    const thinking: { content: null; reasoning_content: string } = { content: null, reasoning_content: 'hm' };
    const role = chunk({ delta: { role: 'assistant', content: '' }, finish_reason: null });
    const reply = await read([
      role,
      chunk({ delta: thinking, finish_reason: null }),
      chunk(says('x')),
      chunk(ends('stop')),
    ]);
    expect(reply).toMatchObject({ text: 'x', tokens: 2, usage: null });
  });

  it('does not take a stream without an ending for a reply', async () => {
    await expect(read([chunk(says('half of'))])).rejects.toThrow('ended before the reply did');
  });
});
