import type { Breather } from './breather.ts';
import type { WordCounts } from './word-counts.ts';

/** Saturation of repeated words, and how far a long text must have more of them: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Okapi BM25 of each text, in their order; `weights` says how much each word of the query counts. */
export async function bm25(
  texts: readonly WordCounts[],
  weights: ReadonlyMap<string, number>,
  breathe: Breather,
): Promise<number[]> {
  const words = texts.map(({ counts }) => counts.keys());
  const rarity = await rarityOf(words, breathe);
  const total = texts.reduce((sum, { length }) => sum + length, 0);
  const mean = total / texts.length || 1;
  const scores = [];
  for (const { counts, length } of texts) {
    const damping = K1 * (1 - B + (B * length) / mean);
    let score = 0;
    for (const [word, count] of counts) {
      score += ((weights.get(word) ?? 0) * rarity(word) * count * (K1 + 1)) / (count + damping);
    }
    scores.push(score);
    await breathe();
  }
  return scores;
}

/** BM25's inverse document frequency of terms, from the terms that each document has. */
export async function rarityOf(
  documents: readonly Iterable<string>[],
  breathe: Breather,
): Promise<(term: string) => number> {
  const having = new Map<string, number>();
  for (const terms of documents) {
    for (const term of terms) having.set(term, (having.get(term) ?? 0) + 1);
    await breathe();
  }
  return (term) => {
    const count = having.get(term) ?? 0;
    return Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  };
}
