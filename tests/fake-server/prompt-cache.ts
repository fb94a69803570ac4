import { createHash } from 'node:crypto';
import { knownModel } from './known-models.ts';
import type { TokenCount } from './request-log.ts';

/** How long an entry lives after its last use. */
export type Ttl = '5m' | '1h';

/** A piece of the prompt; `breakpoint`: how long the prefix up to its end is to be cached, null: it is not. */
export interface Block {
  readonly role: string;
  readonly text: string;
  readonly breakpoint: Ttl | null;
}

export interface PromptCount {
  readonly usage: Omit<TokenCount, 'output'>;
  /**
   * Makes the prefixes readable, and begins anew the time of what was read; to be called when the reply begins. Before
   * that nobody can read them: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
   */
  remember(): void;
}

export type CountPrompt = (
  cacheOf: { readonly api: string; readonly model: string },
  blocks: readonly Block[],
) => PromptCount;

interface Entry {
  readonly ttlMs: number;
  readonly until: number;
}

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching: lifetimes, and that each use begins them anew. */
const TTL_MS: Readonly<Record<Ttl, number>> = { '5m': 300_000, '1h': 3_600_000 };

export const tokensOf = (characters: number): number => Math.ceil(characters / 4);

export function promptTokens(pieces: readonly { readonly text: string }[]): number {
  return tokensOf(pieces.reduce((sum, { text }) => sum + text.length, 0));
}

/**
 * Counts a prompt as characters / 4, apart for what an earlier prompt of the model cached and has not expired, what
 * this one will cache, and the rest. `now` in ms.
 */
export function promptCache(now: () => number): CountPrompt {
  const entries = new Map<string, Entry>();
  const alive = (hash: string): Entry | null => {
    const entry = entries.get(hash);
    return entry && entry.until > now() ? entry : null;
  };
  return ({ api, model }, blocks) => {
    const least = knownModel(model)?.leastCachedTokens ?? 0;
    const prefixes = prefixesOf(`${api} ${model}`, blocks);
    const cacheable = prefixes.map(({ tokens }, index) =>
      tokens < least ? null : (blocks[index]?.breakpoint ?? null),
    );
    const last = cacheable.findLastIndex((ttl) => ttl !== null);
    const readable = prefixes.findLastIndex(({ hash }, index) => index <= last && alive(hash) !== null);
    const cacheRead = prefixes[readable]?.tokens ?? 0;
    const cached = Math.max(cacheRead, prefixes[last]?.tokens ?? 0);
    const all = prefixes.at(-1)?.tokens ?? 0;
    return {
      usage: { input: all - cached, cacheRead, cacheWrite: cached - cacheRead },
      remember() {
        for (const [index, { hash }] of prefixes.entries()) {
          const ttl = cacheable[index];
          const known = alive(hash);
          if (!ttl && (index !== readable || !known)) continue;
          const ttlMs = Math.max(known?.ttlMs ?? 0, ttl ? TTL_MS[ttl] : 0);
          entries.set(hash, { ttlMs, until: now() + ttlMs });
        }
      },
    };
  };
}

function prefixesOf(seed: string, blocks: readonly Block[]): { hash: string; tokens: number }[] {
  const chain = createHash('sha256').update(seed);
  let characters = 0;
  return blocks.map(({ role, text }) => {
    characters += text.length;
    const hash = chain
      .update(JSON.stringify([role, text]))
      .copy()
      .digest('hex');
    return { hash, tokens: tokensOf(characters) };
  });
}
