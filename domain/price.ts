import { z } from 'zod';
import type { Usage } from './usage.ts';

const usdPerMillion = z.number().nonnegative();

/** USD per million tokens, one number for each token class. */
export const priceSchema = z.strictObject({
  input: usdPerMillion,
  output: usdPerMillion,
  cacheRead: usdPerMillion,
  cacheWrite: usdPerMillion,
});

export type Price = z.infer<typeof priceSchema>;

/** USD of a call; null, never 0, where the price is unknown. */
export function costOf(usage: Usage, price: Price | null): number | null {
  if (price === null) return null;
  const micros =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return micros / 1e6;
}
