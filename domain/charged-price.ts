import type { Config } from './config.ts';
import { mapRates, type Price } from './price.ts';

/**
 * What a run is charged for a model. Prices name what is kept for five minutes; Anthropic bills twice the input price
 * for what is kept an hour.
 */
export function chargedPrice(
  { prices, cacheTtl }: Pick<Config, 'prices' | 'cacheTtl'>,
  name: string,
): Price | null {
  const price = prices[name] ?? null;
  const isHour = cacheTtl === '1h' && name.startsWith('anthropic:');
  if (!price || !isHour) return price;
  return mapRates(price, (rates) => ({ ...rates, cacheWrite: Math.max(rates.cacheWrite, 2 * rates.input) }));
}
