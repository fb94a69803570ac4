import type { WordCounts } from './word-counts.ts';

/** Saturation of repeated words, and how far a long text must have more of them: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Okapi BM25 of each text, in their order; `weights` says how much each word of the query counts. */
export function bm25(texts: readonly WordCounts[], weights: ReadonlyMap<string, number>): number[] {
  const rarity = rarityOf(texts.map(({ counts }) => counts.keys()));
  const total = texts.reduce((sum, { length }) => sum + length, 0);
  const mean = total / texts.length || 1;
  return texts.map(({ counts, length }) => {
    const damping = K1 * (1 - B + (B * length) / mean);
    let score = 0;
    for (const [word, count] of counts) {
      score += ((weights.get(word) ?? 0) * rarity(word) * count * (K1 + 1)) / (count + damping);
    }
    return score;
  });
}

/** BM25's inverse document frequency of terms, from the terms that each document has. */
export function rarityOf(documents: readonly Iterable<string>[]): (term: string) => number {
  const having = new Map<string, number>();
  for (const terms of documents) for (const term of terms) having.set(term, (having.get(term) ?? 0) + 1);
  return (term) => {
    const count = having.get(term) ?? 0;
    return Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  };
}
