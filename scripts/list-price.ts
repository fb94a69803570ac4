import { calcPrice } from '@pydantic/genai-prices';
import type { Price, Rates } from '../domain/price.ts';

/** What a run keeps beside each price that it took from the bundled public list. */
export const PRICE_LIST = '@pydantic/genai-prices 0.1.8 of 2026-09-23';

/** Who sells the model: a provider of the list, or the address of one. */
export type Seller = { readonly providerId: string } | { readonly providerApiUrl: string };

type Listed = NonNullable<ReturnType<typeof calcPrice>>['model_price'][string];

/** USD per million tokens by the list, as of today; null where the model is not on it. */
export function listPrice(model: string, seller: Seller): Price | null {
  const listed = calcPrice({ input_tokens: 1 }, model, seller)?.model_price;
  if (!listed) return null;
  const { input_mtok: input, output_mtok: output, cache_read_mtok: read, cache_write_mtok: write } = listed;
  if (input === undefined || output === undefined) return null;
  const classes = { input, output, cacheRead: read ?? input, cacheWrite: write ?? input };
  const starts = Object.values(classes).flatMap(startsOf);
  if (starts.length === 0) return rates(classes, baseOf);
  return { ...rates(classes, baseOf), long: { aboveTokens: Math.min(...starts), ...rates(classes, topOf) } };
}

function rates(
  { input, output, cacheRead, cacheWrite }: Record<keyof Rates, NonNullable<Listed>>,
  of: (listed: NonNullable<Listed>) => number,
): Rates {
  return { input: of(input), output: of(output), cacheRead: of(cacheRead), cacheWrite: of(cacheWrite) };
}

function startsOf(listed: NonNullable<Listed>): number[] {
  return typeof listed === 'number' ? [] : listed.tiers.map(({ start }) => start);
}

function baseOf(listed: NonNullable<Listed>): number {
  return typeof listed === 'number' ? listed : listed.base;
}

/** Of several steps the dearest: a bill may be below what was held for it, never above. */
function topOf(listed: NonNullable<Listed>): number {
  return typeof listed === 'number'
    ? listed
    : Math.max(listed.base, ...listed.tiers.map(({ price }) => price));
}
