import { describe, expect, test } from 'vitest';
import { openaiOutcome } from '../../../../agents/models/openai-outcome.ts';

const ASKED = { provider: 'openai', model: 'm', apiKey: 'sk-secret' };
const usage = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 };

function outcomeOf(fields: object) {
  return openaiOutcome({ custom_id: 'a', ...fields }, ASKED).outcome;
}

function answered(body: unknown, status_code = 200) {
  return outcomeOf({ response: { status_code, request_id: 'req_1', body }, error: null });
}

describe('a line of a job', () => {
  test('is a reply with its tokens in the classes that are billed apart', () => {
    const choices = [{ index: 0, message: { content: 'hi', refusal: null }, finish_reason: 'length' }];
    const details = { ...usage, prompt_tokens_details: { cached_tokens: 4 } };
    expect(answered({ model: 'm-1', choices, usage: details })).toEqual({
      text: 'hi',
      usage: { inputTokens: 6, outputTokens: 3, cacheReadTokens: 4, cacheWriteTokens: 0 },
      stop: 'length',
      model: 'm-1',
    });
    expect(answered({ model: 'm-1', choices, usage })).toMatchObject({ usage: { inputTokens: 10 } });
  });

  test('that ended for a reason nobody knows is a reply all the same', () => {
    const choices = [{ message: { content: 'hi' }, finish_reason: 'bored' }];
    expect(answered({ model: 'm', choices, usage })).toMatchObject({ text: 'hi', stop: 'end' });
  });

  test('with a status is a failure of that call, kept free of the key', () => {
    const failure = answered({ error: { code: 'invalid', message: 'sk-secret is bad' } }, 400);
    expect(failure).toMatchObject({ status: 400, transient: false, mayBeBilled: false, requestId: 'req_1' });
    expect(String(failure)).not.toContain('sk-secret');
    expect(answered({}, 500)).toMatchObject({ transient: true });
  });

  test('without a response is one that may be tried again, at no cost', () => {
    const expired = outcomeOf({ response: null, error: { code: 'batch_expired', message: 'too late' } });
    expect(expired).toMatchObject({ transient: true, mayBeBilled: false });
  });

  test('with an answer that cannot be read may have been billed', () => {
    expect(answered({ choices: [] })).toMatchObject({ mayBeBilled: true });
  });

  test('that is none is told apart from a refusal', () => {
    expect(() => openaiOutcome({ id: 'a' }, ASKED)).toThrow(SyntaxError);
  });
});
