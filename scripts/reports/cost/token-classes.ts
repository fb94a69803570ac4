import type { CostLine } from '../../../domain/ledger.ts';
import { BATCH_SHARE, batchPrice, type Price } from '../../../domain/price.ts';

export type Prices = Readonly<Record<string, Price | null>>;

/** USD by what was billed; `other` is what the run's prices do not explain, such as calls at an earlier price. */
export interface ClassCosts {
  readonly input: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly output: number;
  readonly other: number;
}

/** Splits settled costs over the token classes by the prices stored with the run; they add up to what was settled. */
export function classCosts(lines: readonly CostLine[], prices: Prices): ClassCosts {
  const sums = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, other: 0 };
  for (const line of lines) {
    if (line.costUsd === null) continue;
    const price = priceOf(line, prices) ?? { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
    const input = (line.inputTokens * price.input) / 1e6;
    const cacheWrite = (line.cacheWriteTokens * price.cacheWrite) / 1e6;
    const cacheRead = (line.cacheReadTokens * price.cacheRead) / 1e6;
    const output = (line.outputTokens * price.output) / 1e6;
    const rest = line.costUsd - input - cacheWrite - cacheRead - output;
    sums.input += input;
    sums.cacheWrite += cacheWrite;
    sums.cacheRead += cacheRead;
    sums.output += output;
    // Sums of floats in another order differ in their last digits; that is no cost.
    if (Math.abs(rest) > 1e-9 * Math.max(1, line.costUsd)) sums.other += rest;
  }
  return sums;
}

/**
 * What the cached tokens would have cost as plain input, less what they cost; below 0 where writing cost more than
 * reading saved. Null where the run has no price for a model that cached.
 */
export function cachingSavedUsd(lines: readonly CostLine[], prices: Prices): number | null {
  let saved = 0;
  for (const line of lines) {
    const { cacheReadTokens, cacheWriteTokens } = line;
    if (cacheReadTokens + cacheWriteTokens === 0) continue;
    const price = priceOf(line, prices);
    if (price === null) return null;
    saved += (cacheReadTokens * (price.input - price.cacheRead)) / 1e6;
    saved += (cacheWriteTokens * (price.input - price.cacheWrite)) / 1e6;
  }
  return saved;
}

/** What calls in batches would have cost one by one, less what they cost. Null where such a cost is unknown. */
export function batchingSavedUsd(lines: readonly CostLine[]): number | null {
  let saved = 0;
  for (const { priceClass, costUsd } of lines) {
    if (priceClass !== 'batch') continue;
    if (costUsd === null) return null;
    saved += costUsd / BATCH_SHARE - costUsd;
  }
  return saved;
}

function priceOf({ model, priceClass }: CostLine, prices: Prices): Price | null {
  const live = prices[model] ?? null;
  return priceClass === 'batch' ? batchPrice(live) : live;
}
