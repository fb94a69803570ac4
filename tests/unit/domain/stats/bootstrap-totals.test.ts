import { describe, expect, it } from 'vitest';
import { bootstrapTotals, quantile } from '../../../../domain/stats/bootstrap-totals.ts';

const BOOTSTRAP = { rounds: 500, seed: 7 };

describe('bootstrap of totals', () => {
  it('has no spread where all issues cost the same', () => {
    const totals = bootstrapTotals([2, 2, 2], 10, BOOTSTRAP);
    expect(new Set(totals)).toEqual(new Set([20]));
  });

  it('gives the same for the same seed, lies around the mean and is wider than many issues alone would make it', () => {
    const totals = bootstrapTotals([1, 3], 1000, BOOTSTRAP);
    expect(totals).toEqual(bootstrapTotals([1, 3], 1000, BOOTSTRAP));
    expect(totals).not.toEqual(bootstrapTotals([1, 3], 1000, { ...BOOTSTRAP, seed: 8 }));
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
    expect(mean).toBeGreaterThan(1800);
    expect(mean).toBeLessThan(2200);
    // In a quarter of the rounds the pilot is drawn as 3 and 3.
    expect(quantile(totals, 0.95)).toBe(3000);
  });

  it.each([
    [[1, 2, 3], 0.5, 2],
    [[1, 2], 0.5, 1.5],
    [[0, 10], 0.95, 9.5],
    [[4], 0.95, 4],
  ])('of %j the quantile %d is %d', (sorted, share, expected) => {
    expect(quantile(sorted, share)).toBeCloseTo(expected, 12);
  });
});
