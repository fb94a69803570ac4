import type { MeasuredOrder } from './measure-order.ts';

export interface Recall {
  readonly files: number;
  /** Instances whose every gold-patch file is among the first `files`. */
  readonly kept: number;
  /** Median over instances of the share of all source tokens that those files hold, in per cent. */
  readonly tokenPercent: number;
  /** Median of the tokens themselves. */
  readonly tokens: number;
}

/** What reading the first `files` of each instance's order keeps and costs. */
export function recallAt(files: number, orders: readonly MeasuredOrder[]): Recall {
  const taken = orders.map(({ tokens }) => sum(tokens.slice(0, files)));
  return {
    files,
    kept: orders.filter(({ goldRanks }) => goldRanks.every((rank) => rank <= files)).length,
    tokenPercent: median(orders.map(({ tokens }, place) => (100 * (taken[place] ?? 0)) / sum(tokens))),
    tokens: median(taken),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
