import { describe, expect, it } from 'vitest';
import { type Caching, callCosts, expectedCost } from '../../../../domain/stats/trajectory-cost.ts';

const PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const SHAPE = {
  promptTokens: 75_000,
  sharedTokens: 74_000,
  outputTokens: 700,
  feedbackTokens: 1_500,
  turns: 8,
};
const total = (caching: Caching) => callCosts(SHAPE, PRICE, caching).reduce((sum, usd) => sum + usd, 0);

/** maths.md, 4.2. */
const LATER_CALLS = [0.04125, 0.04191, 0.04257, 0.04323, 0.04389, 0.04455, 0.04356];

describe('trajectory cost', () => {
  it.each([
    ['first', [0.29175, ...LATER_CALLS]],
    ['later', [0.03645, ...LATER_CALLS]],
    ['none', [0.2355, 0.2421, 0.2487, 0.2553, 0.2619, 0.2685, 0.2751, 0.2817]],
  ] as const)(
    'of a trajectory with caching %s is that of the reference, call by call',
    (caching, reference) => {
      const costs = callCosts(SHAPE, PRICE, caching);
      expect(costs).toHaveLength(reference.length);
      for (const [index, usd] of costs.entries()) expect(usd).toBeCloseTo(reference[index] ?? Number.NaN, 9);
    },
  );

  it('of ten trajectories is 3.6294 with caching and 20.688 without', () => {
    expect(total('first') + 9 * total('later')).toBeCloseTo(3.6294, 9);
    expect(10 * total('none')).toBeCloseTo(20.688, 9);
  });

  it('is weighed by the share of trajectories that still run', () => {
    const running = [1, 0.9, 0.6, 0.4];
    expect(expectedCost([0.06, 0.02, 0.02, 0.02], running)).toBeCloseTo(0.098, 9);
  });
});
