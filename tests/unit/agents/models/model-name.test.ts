import { describe, expect, it } from 'vitest';
import { parseModelName } from '../../../../agents/models/model-name.ts';
import { isOfficial } from '../../../../agents/models/openai-client.ts';
import { UsageError } from '../../../../domain/errors.ts';

describe('parseModelName', () => {
  it.each([
    ['anthropic:claude-x', { provider: 'anthropic', model: 'claude-x' }],
    ['openai:gpt-x', { provider: 'openai', model: 'gpt-x' }],
    ['openai:ft:gpt-x:org::id', { provider: 'openai', model: 'ft:gpt-x:org::id' }],
    ['openai-compatible:qwen:7b', { provider: 'openai-compatible', model: 'qwen:7b', baseUrl: null }],
    [
      'openai-compatible:@cf/qwen@7b@http://127.0.0.1:8099/v1',
      { provider: 'openai-compatible', model: '@cf/qwen@7b', baseUrl: 'http://127.0.0.1:8099/v1' },
    ],
    ['openai-compatible:@cf/qwen', { provider: 'openai-compatible', model: '@cf/qwen', baseUrl: null }],
    ['tape:tapes/demo.jsonl', { provider: 'tape', path: 'tapes/demo.jsonl' }],
    ['tape:C:\\demo.jsonl', { provider: 'tape', path: 'C:\\demo.jsonl' }],
  ])('reads %s', (text, expected) => {
    expect(parseModelName(text)).toEqual(expected);
  });

  it.each(['', 'gpt-x', 'openai:', 'Anthropic:x', ':x', 'openai-compatible:@http://host/v1'])(
    'refuses %j and says what may be written',
    (text) => {
      expect(() => parseModelName(text)).toThrow(UsageError);
      expect(() => parseModelName(text)).toThrow('tape:FILE');
    },
  );
});

describe('an address that is none', () => {
  it.each([
    ['openai-compatible:qwen@ftp://x/v1', '"ftp://x/v1" is no address'],
    ['openai-compatible:qwen@notaurl', '"notaurl" is no address; one begins with http:// or https://'],
    ['openai-responses:gpt@host:8000/v1', '"host:8000/v1" is no address'],
    ['openai-compatible:qwen@', '"" is no address'],
    ['openai-compatible:x@http://', '"http://" is no address'],
    ['openai-compatible:x@http://me:secret@host/v1', 'leave out user and password'],
    ['openai:gpt@http://host/v1', 'openai:NAME takes no @URL; write openai-compatible:NAME@URL'],
    ['anthropic:claude@https://host', 'anthropic:NAME takes no @URL'],
  ])('%s is refused with the remedy', (text, words) => {
    expect(() => parseModelName(text)).toThrow(UsageError);
    expect(() => parseModelName(text)).toThrow(words);
  });

  it('is told from a name with an @ by writing one behind it', () => {
    const text = 'openai-compatible:qwen@7b';
    expect(() => parseModelName(text)).toThrow(
      `where the @ belongs to the model's name, write ${text}@http://HOST:PORT/v1`,
    );
    expect(parseModelName(`${text}@http://host:8000/v1`)).toMatchObject({ model: 'qwen@7b' });
  });
});

describe('isOfficial', () => {
  it.each([
    ['https://api.openai.com/v1', true],
    ['https://eu.api.openai.com/v1', true],
    ['https://mine.openai.azure.com/openai/v1', true],
    ['https://api.openai.com.example.org/v1', false],
    ['https://notapi.openai.com/v1', false],
    ['http://127.0.0.1:8099/v1', false],
  ])('%s: %s', (url, expected) => {
    expect(isOfficial(url)).toBe(expected);
  });
});
