/**
 * Values rounded to `decimals` places so that they add up to their rounded sum: each is rounded down, and the units
 * left go to those that lost most (largest remainder). None is further than one unit from what it was.
 */
export function addUp(values: readonly number[], decimals: number): number[] {
  const scale = 10 ** decimals;
  const exact = values.map((value) => value * scale);
  const units = exact.map((value) => Math.floor(value + 1e-9));
  const total = Math.round(exact.reduce((sum, value) => sum + value, 0));
  const left = total - units.reduce((sum, value) => sum + value, 0);
  const byLoss = exact
    .map((value, index) => ({ index, loss: value - (units[index] ?? 0) }))
    .sort((a, b) => b.loss - a.loss)
    .slice(0, Math.max(0, left));
  const raised = new Set(byLoss.map(({ index }) => index));
  return units.map((value, index) => (value + (raised.has(index) ? 1 : 0)) / scale);
}

/** Percentages with one decimal that add up to 100; all 0 where there is nothing to share. */
export function sharesOf(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0) return values.map(() => 0);
  return addUp(
    values.map((value) => (100 * value) / total),
    1,
  );
}
