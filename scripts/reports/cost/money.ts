import type { CostLine } from '../../../domain/ledger.ts';
import type { Usage } from '../../../domain/usage.ts';

/** Calls that came to an end. What has no known price is counted apart, never as 0 USD. */
export interface Money extends Usage {
  readonly calls: number;
  /** Of the calls whose price is known; null where there is no such call. */
  readonly usd: number | null;
  readonly unknownCalls: number;
  readonly unknownTokens: number;
}

export function moneyOf(lines: readonly CostLine[]): Money {
  const sum = (of: readonly CostLine[], value: (line: CostLine) => number) =>
    of.reduce((total, line) => total + value(line), 0);
  const priced = lines.filter(({ costUsd }) => costUsd !== null);
  const unknown = lines.filter(({ costUsd }) => costUsd === null);
  return {
    calls: sum(lines, ({ calls }) => calls),
    usd: priced.length === 0 ? null : sum(priced, ({ costUsd }) => costUsd ?? 0),
    unknownCalls: sum(unknown, ({ calls }) => calls),
    unknownTokens: sum(unknown, tokensOf),
    inputTokens: sum(lines, ({ inputTokens }) => inputTokens),
    cacheWriteTokens: sum(lines, ({ cacheWriteTokens }) => cacheWriteTokens),
    cacheReadTokens: sum(lines, ({ cacheReadTokens }) => cacheReadTokens),
    outputTokens: sum(lines, ({ outputTokens }) => outputTokens),
  };
}

/** An amount as people read it, with what is missing from it. */
export function moneyText({ usd, unknownCalls, unknownTokens }: Money, shownUsd = usd): string {
  const unknown = `unknown price (${unknownCalls} calls, ${unknownTokens} tokens)`;
  if (usd === null) return unknownCalls === 0 ? '-' : unknown;
  const known = (shownUsd ?? usd).toFixed(4);
  return unknownCalls === 0 ? known : `${known} + ${unknown}`;
}

function tokensOf(usage: Usage): number {
  return usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}
