import type { Model, ModelRequest } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import type { ProviderError } from './provider-error.ts';
import type { Load, RateLimits } from './rate-limits.ts';
import type { WarmPrefixes } from './warm-prefixes.ts';

/** A key, shared by all models that are asked with it. */
export interface Account {
  /** Why it is good for nothing any more; null while it is good. */
  refusal: ProviderError | null;
}

/** Null while calls may be sent. */
export function refusalOf({
  account,
  modelRefusal,
}: Pick<KeyLane, 'account' | 'modelRefusal'>): ProviderError | null {
  return account.refusal ?? modelRefusal;
}

/** One key and what is known of it: limits and caches belong to a key, whatever else is shared. */
export interface KeyLane {
  readonly model: Model;
  readonly limits: RateLimits;
  readonly prefixes: WarmPrefixes;
  /** Whether tokens read from a cache count towards its limits: at OpenAI, and not for Anthropic's newer models. */
  readonly countsReads: boolean;
  /** Calls that wait or are in flight. */
  calls: number;
  /** Issues that were given to it. */
  issues: number;
  readonly account: Account;
  /** Why no key may ask this model as it is asked; null while it may. */
  modelRefusal: ProviderError | null;
}

/** Nothing shorter is cached by any provider, so nobody need wait for it. */
const SHORTEST_PREFIX_TOKENS = 1_024;
const CHARACTERS_PER_TOKEN = 4;
/** Corrected by each reply; a role's whole output limit would keep most of the allowance unused. */
const USUAL_OUTPUT_TOKENS = 1_000;

/** The prefix that a call waits for, null where none is worth it. */
export function gatedPrefix({ prefix }: ModelRequest): string | null {
  return prefix && prefix.characters >= SHORTEST_PREFIX_TOKENS * CHARACTERS_PER_TOKEN ? prefix.hash : null;
}

/** The trajectory's own conversation as the cache's entry. */
export function conversationName({ key }: ModelRequest): string {
  return `${key.instanceId}/${key.role}/${key.sample}`;
}

/** When the cache that a call would read runs out, its own conversation's first; null where it would read none. */
export function readableUntilMs(request: ModelRequest, lane: KeyLane, nowMs: number): number | null {
  const prefix = gatedPrefix(request);
  const shared = prefix === null ? null : lane.prefixes.expiresAtMs(prefix, nowMs);
  // A conversation begins with what is shared, so it is used whenever the conversation is.
  if (shared === null || request.key.turn === 1) return shared;
  return lane.prefixes.expiresAtMs(conversationName(request), nowMs) ?? shared;
}

type Reading = Pick<KeyLane, 'countsReads' | 'prefixes'>;

/** What a call is expected to take; of what the provider has counted already its own count is taken. */
export function expectedLoad(request: ModelRequest, lane: Reading, nowMs: number): Load {
  const input = unreadTokens(request, lane, nowMs);
  const output = Math.min(request.maxOutputTokens, USUAL_OUTPUT_TOKENS);
  return { requests: 1, input, output, tokens: input + output };
}

/** What a call took. */
export function countedLoad(usage: Usage, { countsReads }: KeyLane): Load {
  const { inputTokens, cacheWriteTokens, cacheReadTokens, outputTokens: output } = usage;
  const input = inputTokens + cacheWriteTokens + (countsReads ? cacheReadTokens : 0);
  return { requests: 1, input, output, tokens: input + output };
}

function unreadTokens(request: ModelRequest, lane: Reading, nowMs: number): number {
  const { messages, prefix, counted } = request;
  if (!lane.countsReads && gatedPrefix(request) !== null && prefix) {
    // The newest reply and the message that answers it; all before was written by the turn before.
    if (lane.prefixes.expiresAtMs(conversationName(request), nowMs) !== null)
      return guessedTokens(messages.slice(-2));
    if (lane.prefixes.expiresAtMs(prefix.hash, nowMs) !== null) return guessedTokens(messages.slice(1));
  }
  if (counted) return counted.tokens + guessedTokens(messages.slice(counted.messages));
  return prefix ? guessedTokens(messages.slice(1), prefix.characters) : guessedTokens(messages);
}

function guessedTokens(messages: ModelRequest['messages'], before = 0): number {
  let characters = before;
  for (const { parts } of messages) for (const { text } of parts) characters += text.length;
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
