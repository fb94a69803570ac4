import { createHash } from 'node:crypto';
import type { TokenCount } from './request-log.ts';

/** A piece of the prompt; `breakpoint`: the prefix up to its end is to be cached. */
export interface Block {
  readonly role: string;
  readonly text: string;
  readonly breakpoint: boolean;
}

export interface PromptCount {
  readonly usage: Omit<TokenCount, 'output'>;
  /** Makes the prefixes readable; to be called when the reply begins, as with the real servers. */
  remember(): void;
}

export const tokensOf = (characters: number): number => Math.ceil(characters / 4);

/**
 * Counts a prompt as characters / 4, apart for what an earlier prompt of the model cached, what this one will cache,
 * and the rest. No smallest cacheable length, unlike the real servers: tests use short prompts.
 */
export function promptCache() {
  const known = new Set<string>();
  return (model: string, blocks: readonly Block[]): PromptCount => {
    const prefixes = prefixesOf(model, blocks);
    const lastBreakpoint = blocks.findLastIndex((block) => block.breakpoint);
    const readable = prefixes.findLastIndex(({ hash }, index) => index <= lastBreakpoint && known.has(hash));
    const cacheRead = tokensOf(prefixes[readable]?.characters ?? 0);
    const cached = Math.max(cacheRead, tokensOf(prefixes[lastBreakpoint]?.characters ?? 0));
    const all = tokensOf(prefixes.at(-1)?.characters ?? 0);
    return {
      usage: { input: all - cached, cacheRead, cacheWrite: cached - cacheRead },
      remember() {
        for (const [index, { hash }] of prefixes.entries()) if (blocks[index]?.breakpoint) known.add(hash);
      },
    };
  };
}

function prefixesOf(model: string, blocks: readonly Block[]): { hash: string; characters: number }[] {
  const chain = createHash('sha256').update(model);
  let characters = 0;
  return blocks.map(({ role, text }) => {
    characters += text.length;
    return {
      hash: chain
        .update(JSON.stringify([role, text]))
        .copy()
        .digest('hex'),
      characters,
    };
  });
}
