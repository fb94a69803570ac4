import type { Breather } from './breather.ts';
import { identifiersIn, wordsOf } from './identifier-words.ts';

/** How often a text has each of the words asked for, and how many words it has in all. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

/** Between so many identifiers of one text, others get their turn. */
const IDENTIFIERS_PER_STEP = 500;

/**
 * Counts the words of a query in texts. No index is built: it would serve one query, and an issue's words are few
 * beside a repository's. The same identifiers come again and again, so each is taken apart once.
 */
export function createWordCounter(query: ReadonlySet<string>, breathe: Breather) {
  const apart = new Map<string, { readonly hits: readonly string[]; readonly words: number }>();
  const takeApart = (identifier: string) => {
    const words = wordsOf(identifier);
    const made = { hits: words.filter((word) => query.has(word)), words: words.length };
    apart.set(identifier, made);
    return made;
  };
  return async (text: string): Promise<WordCounts> => {
    const counts = new Map<string, number>();
    let length = 0;
    let seen = 0;
    for (const identifier of identifiersIn(text)) {
      const { hits, words } = apart.get(identifier) ?? takeApart(identifier);
      length += words;
      for (const word of hits) counts.set(word, (counts.get(word) ?? 0) + 1);
      seen += 1;
      if (seen % IDENTIFIERS_PER_STEP === 0) await breathe();
    }
    return { counts, length };
  };
}
