import { describe, expect, test } from 'vitest';
import { costOf, mapRates, priceSchema } from '../../../domain/price.ts';

const LONG = { aboveTokens: 1_000, input: 2, output: 20, cacheRead: 0.2, cacheWrite: 4 };
const PRICE = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 2, long: LONG };

function usd(prompt: { input?: number; read?: number; write?: number }): number {
  const { input = 0, read = 0, write = 0 } = prompt;
  const usage = { inputTokens: input, outputTokens: 100, cacheReadTokens: read, cacheWriteTokens: write };
  return (costOf(usage, PRICE) ?? Number.NaN) * 1e6;
}

describe('a price that is higher for long prompts', () => {
  test('is the lower one up to the length, of all prompt classes together', () => {
    expect(usd({ input: 400, read: 300, write: 300 })).toBeCloseTo(400 + 30 + 600 + 1_000);
  });

  test('is the higher one for the whole call above it', () => {
    expect(usd({ input: 401, read: 300, write: 300 })).toBeCloseTo(802 + 60 + 1_200 + 2_000);
  });

  test('is changed in both parts, and keeps its length', () => {
    const half = mapRates(PRICE, ({ input, ...others }) => ({ ...others, input: input / 2 }));
    expect(half).toEqual({ ...PRICE, input: 0.5, long: { ...LONG, input: 1 } });
  });
});

test('a price without a rate for each class is refused', () => {
  expect(priceSchema.safeParse({ input: 1, output: 1, cacheRead: 1 }).success).toBe(false);
  expect(priceSchema.safeParse({ ...PRICE, long: { ...LONG, aboveTokens: -1 } }).success).toBe(false);
});
