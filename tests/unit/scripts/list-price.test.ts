import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listPrice, PRICE_LIST } from '../../../scripts/list-price.ts';

test('the list that runs keep with their prices is the one that is installed', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const name = '@pydantic/genai-prices';
  // Who raises the version looks up its date.
  expect(PRICE_LIST).toBe(`${name} ${dependencies[name]} of 2026-09-23`);
});

test('a listed price has four classes, those of short prompts, and those of long ones beside', () => {
  expect(listPrice('claude-sonnet-4-5', { providerId: 'anthropic' })).toEqual({
    ...{ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
    long: { aboveTokens: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 },
  });
});

test('where writing to the cache has no price of its own, it costs what input does', () => {
  expect(listPrice('gpt-5', { providerId: 'openai' })).toEqual({
    ...{ input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: 1.25 },
  });
});

test('a seller is known by its address, and only by its host', () => {
  const model = 'anthropic/claude-sonnet-4.5';
  const at = (providerApiUrl: string) => listPrice(model, { providerApiUrl })?.input ?? null;
  expect(at('https://openrouter.ai/api/v1')).toBe(3);
  expect(at('http://127.0.0.1:8000/v1')).toBeNull();
  expect(at('https://elsewhere.example/?of=https://openrouter.ai/api/v1')).toBeNull();
});

test('a model that is not listed has no price', () => {
  expect(listPrice('no-such-model-9', { providerId: 'openai' })).toBeNull();
  expect(listPrice('no-such-model-9', { providerApiUrl: 'https://openrouter.ai/api/v1' })).toBeNull();
});
