import { calcPrice } from '@pydantic/genai-prices';
import type { Price } from '../domain/price.ts';

const MILLION = 1e6;

/** USD per million tokens by the bundled public price list; null where the model is not on it. */
export function listPrice(provider: string, model: string): Price | null {
  const usdOf = (usage: Record<string, number>) =>
    calcPrice(usage, model, { providerId: provider })?.total_price ?? null;
  const input = usdOf({ input_tokens: MILLION });
  const output = usdOf({ output_tokens: MILLION });
  if (input === null || output === null) return null;
  // Cache tokens are partitions of the input there, so a whole million of them prices that class alone.
  const cacheRead = usdOf({ input_tokens: MILLION, cache_read_tokens: MILLION }) ?? input;
  const cacheWrite = usdOf({ input_tokens: MILLION, cache_write_tokens: MILLION }) ?? input;
  return { input, output, cacheRead, cacheWrite };
}
