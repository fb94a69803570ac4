import { expect, it } from 'vitest';
import { effortOf, outputLimit, thinkingSchema } from '../../../domain/thinking.ts';

it.each([
  [undefined, 1_000],
  ['off', 1_000],
  ['low', 9_192],
  [{ budgetTokens: 5_000 }, 6_000],
] as const)('with thinking %j, 1,000 tokens to read may come to %i', (thinking, limit) => {
  expect(outputLimit({ maxOutputTokens: 1_000, thinking })).toBe(limit);
});

it('a budget becomes the smallest effort that has room for it', () => {
  const efforts = [2_000, 10_000, 20_000, 40_000, 60_000, 90_000].map((budgetTokens) =>
    effortOf({ budgetTokens }),
  );
  expect(efforts).toEqual(['low', 'medium', 'high', 'xhigh', 'max', 'max']);
});

it('a budget that no provider takes is refused', () => {
  expect(thinkingSchema.safeParse({ budgetTokens: 500 }).success).toBe(false);
});
