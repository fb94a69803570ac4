import { z } from 'zod';
import type { Reply } from './model.ts';
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

/** USD of a reply, live or out of a batch. */
export function costOfReply(
  { usage, batch }: Pick<Reply, 'usage' | 'batch'>,
  price: Price | null,
): number | null {
  return costOf(usage, batch ? batchPrice(price) : price);
}

/** Both providers bill a batch at half the list price, in all token classes; caching is discounted on top. */
const BATCH_SHARE = 0.5;

export function batchPrice(price: Price | null): Price | null {
  if (price === null) return null;
  const { input, output, cacheRead, cacheWrite } = price;
  return {
    input: input * BATCH_SHARE,
    output: output * BATCH_SHARE,
    cacheRead: cacheRead * BATCH_SHARE,
    cacheWrite: cacheWrite * BATCH_SHARE,
  };
}
