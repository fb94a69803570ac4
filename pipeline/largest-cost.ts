import { mostTokens } from '../domain/message.ts';
import type { ModelRequest } from '../domain/model.ts';
import { costOf, mapRates, type Price } from '../domain/price.ts';
import { outputLimit } from '../domain/thinking.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';

/** What calls of a run have taught of the prompts that begin alike. */
export interface PromptBounds {
  /** No provider will count more input tokens than this. */
  inputTokens(request: ModelRequest): number;
  /** Hears what a provider counted. */
  learn(request: ModelRequest, usage: Usage): void;
}

/**
 * Bounds that need no tokeniser: no tokeniser makes more tokens than a text has bytes, and what a provider has
 * counted once it counts so again. So a conversation is bounded by the last count of it and the bytes that are new,
 * a first call by the smallest count of any call that began with the same prefix and the bytes after that prefix.
 */
export function promptBounds(): PromptBounds {
  const prefixes = new Map<string, number>();
  return {
    inputTokens({ messages, counted, prefix }) {
      if (counted) return counted.tokens + mostTokens(messages.slice(counted.messages));
      const known = prefix && prefixes.get(prefix.hash);
      if (known === undefined) return mostTokens(messages);
      return Math.min(known + mostTokens(messages.slice(1)), mostTokens(messages));
    },
    learn({ prefix }, { inputTokens, cacheReadTokens, cacheWriteTokens }) {
      if (!prefix) return;
      const all = inputTokens + cacheReadTokens + cacheWriteTokens;
      // A provider that counts nothing teaches nothing.
      if (all > 0) prefixes.set(prefix.hash, Math.min(all, prefixes.get(prefix.hash) ?? all));
    },
  };
}

/** The most that a call may cost in USD: its input at the dearest class, all of the output it may make. */
export function largestCost(request: ModelRequest, inputTokens: number, price: Price | null): number | null {
  const dearest =
    price &&
    mapRates(price, (rates) => ({
      ...rates,
      input: Math.max(rates.input, rates.cacheWrite, rates.cacheRead),
    }));
  return costOf({ ...NO_USAGE, inputTokens, outputTokens: outputLimit(request) }, dearest);
}
