export interface SimilarLines {
  /** Number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** 0 to 1; 1 means that only white space differs. */
  readonly score: number;
}

/** Below this the quoted lines would mislead more than they help. */
const LEAST_SCORE = 0.5;

/**
 * The run of lines that looks most like the wanted ones, of the same length; null where nothing does. Lines are
 * compared by their words, by Dice's coefficient, averaged over the run; the first of equally good runs wins.
 */
export function similarLines(lines: readonly string[], wanted: readonly string[]): SimilarLines | null {
  if (wanted.length === 0 || lines.length === 0) return null;
  const length = Math.min(wanted.length, lines.length);
  const have = lines.map(wordsOf);
  const want = wanted.map(wordsOf);
  // Blank lines are alike everywhere and must not carry a run.
  const weight = want.filter((words) => words.length > 0).length;
  if (weight === 0) return null;
  let best = { first: 0, score: 0 };
  for (let first = 0; first + length <= lines.length; first++) {
    let sum = 0;
    for (const [index, words] of want.entries()) {
      if (words.length > 0) sum += dice(words, have[first + index] ?? []);
    }
    if (sum / weight > best.score) best = { first, score: sum / weight };
  }
  if (best.score < LEAST_SCORE) return null;
  return { first: best.first + 1, lines: lines.slice(best.first, best.first + length), score: best.score };
}

/** Words and single signs of a line, sorted. */
function wordsOf(line: string): readonly string[] {
  return (line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []).sort();
}

/** 2 |A and B| / (|A| + |B|) over sorted multisets. */
function dice(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? '';
    const right = b[j] ?? '';
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}
