import type { Message } from './message.ts';
import type { Thinking } from './thinking.ts';
import type { Usage } from './usage.ts';

/** Who asks; each role may have a model of its own. */
export const ROLES = ['relevance', 'ranking', 'testing', 'editing', 'selecting', 'judge'] as const;
export type Role = (typeof ROLES)[number];

/** Names one call within a run; a tape's entries are found by it. */
export interface CallKey {
  readonly instanceId: string;
  readonly role: Role;
  readonly sample: number;
  readonly turn: number;
}

export function callKeyText(key: CallKey): string {
  return `${key.instanceId} / ${key.role} / sample ${key.sample} / turn ${key.turn}`;
}

/** The part of a prompt that other calls have in common with it, up to its first cache breakpoint. */
export interface SharedPrefix {
  readonly hash: string;
  readonly characters: number;
}

/** How long a provider is asked to keep what it cached; `off` marks nothing. */
export const CACHE_TTLS = ['off', '5m', '1h'] as const;
export type CacheTtl = (typeof CACHE_TTLS)[number];

export interface ModelRequest {
  readonly key: CallKey;
  /** Model name as its provider knows it. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly temperature: number;
  /** Of what can be read; thoughts come on top, see outputLimit. */
  readonly maxOutputTokens: number;
  /** Left out: whatever the model does by itself. */
  readonly thinking?: Thinking;
  /** Indices of messages whose end should be a cache breakpoint, for providers that want them marked. */
  readonly cacheAfter: readonly number[];
  /** Of what `cacheAfter` marks; five minutes where left out. */
  readonly cacheTtl?: CacheTtl;
  /** Left out where nothing is shared or nothing is cached. */
  readonly prefix?: SharedPrefix;
  /**
   * What the provider itself counted of this conversation before: so many tokens of its first messages, the reply to
   * them included. Left out for a first call.
   */
  readonly counted?: { readonly messages: number; readonly tokens: number };
  /** May wait for hours at half the price; where the provider has no such thing it is asked at once. */
  readonly batch?: boolean;
  /** Same for every attempt at this call; sent as the idempotency key. */
  readonly callId: string;
  /** Chained hash of the conversation and its settings; stored beside a tape's entry. */
  readonly hash: string;
  /** Called when the first event of the reply arrives: what the prompt wrote to the cache can be read from now on. */
  readonly begun?: () => void;
  /** Called with the headers of the response, also of one that refuses. */
  readonly heard?: (headers: Headers) => void;
  /**
   * Takes what settles the call in the ledger, once it is answered, and calls it in the transaction that stores the
   * reply. Left out: it is settled by itself.
   */
  readonly settleWith?: (settle: () => void) => void;
}

export interface Reply {
  readonly text: string;
  readonly usage: Usage;
  /** `length`: cut at the output limit. */
  readonly stop: 'end' | 'length' | 'refusal';
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** Came in a batch, at half the price. */
  readonly batch?: true | undefined;
}

/** Throws a MachineryError when the provider fails for good, the signal's reason when cancelled. */
export interface Model {
  ask(request: ModelRequest, signal: AbortSignal): Promise<Reply>;
}
