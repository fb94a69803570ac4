import { z } from 'zod';
import type { Reply } from './model.ts';
import type { Usage } from './usage.ts';

const usdPerMillion = z.number().nonnegative();

const rates = {
  input: usdPerMillion,
  output: usdPerMillion,
  cacheRead: usdPerMillion,
  cacheWrite: usdPerMillion,
};

/** USD per million tokens, one number for each token class; other ones where prompts above a length cost more. */
export const priceSchema = z.strictObject({
  ...rates,
  long: z.strictObject({ aboveTokens: z.int().nonnegative(), ...rates }).optional(),
});

export type Price = z.infer<typeof priceSchema>;
export type Rates = Pick<Price, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>;

/** USD of a call; null, never 0, where the price is unknown. */
export function costOf(usage: Usage, price: Price | null): number | null {
  if (price === null) return null;
  const { input, output, cacheRead, cacheWrite } = ratesOf(usage, price);
  const micros =
    usage.inputTokens * input +
    usage.outputTokens * output +
    usage.cacheReadTokens * cacheRead +
    usage.cacheWriteTokens * cacheWrite;
  return micros / 1e6;
}

/** The same change to all rates of a price, those of long prompts too. */
export function mapRates({ long, ...rates }: Price, change: (rates: Rates) => Rates): Price {
  const price = change(rates);
  return long ? { ...price, long: { ...change(long), aboveTokens: long.aboveTokens } } : price;
}

/** A long prompt makes the whole call dearer, not only what is above the length. */
function ratesOf({ inputTokens, cacheReadTokens, cacheWriteTokens }: Usage, price: Price): Rates {
  const prompt = inputTokens + cacheReadTokens + cacheWriteTokens;
  return price.long && prompt > price.long.aboveTokens ? price.long : price;
}

/** USD of a reply, live or out of a batch. */
export function costOfReply(
  { usage, batch }: Pick<Reply, 'usage' | 'batch'>,
  price: Price | null,
): number | null {
  return costOf(usage, batch ? batchPrice(price) : price);
}

/** Both providers bill a batch at half the list price, in all token classes; caching is discounted on top. */
export const BATCH_SHARE = 0.5;

export function batchPrice(price: Price): Price;
export function batchPrice(price: Price | null): Price | null;
export function batchPrice(price: Price | null): Price | null {
  return price && mapRates(price, halved);
}

function halved({ input, output, cacheRead, cacheWrite }: Rates): Rates {
  return {
    input: input * BATCH_SHARE,
    output: output * BATCH_SHARE,
    cacheRead: cacheRead * BATCH_SHARE,
    cacheWrite: cacheWrite * BATCH_SHARE,
  };
}
