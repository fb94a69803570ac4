export interface Bootstrap {
  readonly rounds: number;
  readonly seed: number;
}

/**
 * Totals of `count` issues, one a round, each issue drawn from a sample that was itself drawn anew from `values`: the
 * spread of the issues to come, and how little a small pilot knows of it. Sorted.
 */
export function bootstrapTotals(
  values: readonly number[],
  count: number,
  { rounds, seed }: Bootstrap,
): number[] {
  const random = mulberry32(seed);
  const draw = (from: readonly number[]) => from[Math.floor(random() * from.length)] ?? Number.NaN;
  return Array.from({ length: rounds }, () => {
    const sample = values.map(() => draw(values));
    let total = 0;
    for (let issue = 0; issue < count; issue++) total += draw(sample);
    return total;
  }).sort((a, b) => a - b);
}

/** Between the two nearest where none is exactly there; `sorted` is not empty. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Uniform in [0, 1), the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
