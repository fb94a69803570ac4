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

/** What the files of the default reach must keep at least, and may hold of all tokens at most. */
const LEAST_RECALL = 0.97;
const MOST_TOKEN_PERCENT = 41;

/** Whether so many files keep enough for few enough tokens. */
export function isGoodReach(files: number, orders: readonly MeasuredOrder[]): boolean {
  const { kept, tokenPercent } = recallAt(files, orders);
  return kept / orders.length >= LEAST_RECALL && tokenPercent <= MOST_TOKEN_PERCENT;
}

export interface ModeTotals {
  readonly mode: string;
  /** Median over the instances of what the prompts hold of all source tokens, in per cent, and of their tokens. */
  readonly tokenPercent: number;
  readonly tokens: number;
  readonly calls: number;
  /** Instances whose every gold-patch file the mode can find. */
  readonly kept: number;
}

/** What each mode's relevance calls would read, by mode. */
export function totalsByMode(orders: readonly MeasuredOrder[]): ModeTotals[] {
  const modes = orders[0]?.modes.map(({ mode }) => mode) ?? [];
  return modes.map((mode) => {
    const own = orders.flatMap(({ modes: all, tokens }) =>
      all.filter((volume) => volume.mode === mode).map((volume) => ({ ...volume, of: sum(tokens) })),
    );
    return {
      mode,
      tokenPercent: median(own.map(({ promptTokens, of }) => (100 * promptTokens) / of)),
      tokens: median(own.map(({ promptTokens }) => promptTokens)),
      calls: median(own.map(({ calls }) => calls)),
      kept: own.filter(({ reachesGold }) => reachesGold).length,
    };
  });
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
