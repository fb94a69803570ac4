import { describe, expect, it } from 'vitest';
import { betaCoverage, momentBeta } from '../../../../domain/stats/moment-beta.ts';
import { bestPlan, plannedScore } from '../../../../domain/stats/planner.ts';

/** CodeMonkeys' figure 5, read out by maths.md, 4.1: coverage of one and two samples, USD of one. */
const PASS1 = [0.2786, 0.3746, 0.4082, 0.4278, 0.4388, 0.4456, 0.4516, 0.4576];
const PASS2 = [0.3524, 0.4598, 0.4933, 0.5136, 0.5258, 0.5328, 0.5405, 0.5457];
const USD = [35.2, 58.0, 76.7, 92.0, 105.0, 116.6, 127.2, 136.6];
const LIMITS = PASS1.map((pass1, index) => ({
  turns: index + 1,
  pass1,
  pass2: PASS2[index] ?? Number.NaN,
  sampleUsd: USD[index] ?? Number.NaN,
  gap: 1,
}));

describe('planner', () => {
  it('fits the Beta of the first two moments', () => {
    const beta = momentBeta(0.4576, 0.5457);
    expect(beta?.a).toBeCloseTo(0.2518050965433086, 9);
    expect(beta?.b).toBeCloseTo(0.2984682787698658, 9);
    expect(beta && betaCoverage(beta, 10)).toBeCloseTo(0.6986887489457991, 9);
    expect(beta && betaCoverage(beta, 20)).toBeCloseTo(0.7471685588358181, 9);
  });

  it.each([
    [4, 0.23086239389139077, 0.3087764418235706, 5, 0.6076816438422143],
    [6, 0.2429022446801456, 0.30220392734631857, 3, 0.5773532202203441],
    [5, 0.23980414756291696, 0.30669336512799633, 13, 0.698887682432934],
    [7, 0.2526529636782604, 0.30680327743446795, 21, 0.74763325102223],
  ])(
    'at %d turns the reference Beta(%d, %d) covers with %d samples what the reference says',
    (_, a, b, k, coverage) => {
      expect(betaCoverage({ a, b }, k)).toBeCloseTo(coverage, 9);
    },
  );

  // The reference's moments are of unrounded readings of the figure, so its scores agree to 1e-3 only.
  it.each([
    [100, 1, 4, 0.42780908],
    [200, 2, 4, 0.51360671],
    [350, 3, 6, 0.57735322],
    [500, 5, 4, 0.60768164],
    [1366.1, 13, 5, 0.69888768],
    [2732, 21, 7, 0.74763325],
  ])('for %d USD takes %d samples x %d turns', (budget, samples, turns, score) => {
    const plan = bestPlan(LIMITS, budget);
    expect(plan).toMatchObject({ samples, turns });
    expect(plan?.score).toBeCloseTo(score, 3);
    expect(plan?.costUsd).toBeLessThanOrEqual(budget);
  });

  it('takes the fixed costs off first, and plans nothing where no sample fits', () => {
    expect(bestPlan(LIMITS, 500, 150)).toMatchObject({ samples: 3, turns: 6 });
    expect(bestPlan(LIMITS, 35)).toBeNull();
  });

  it('expects only part of what is covered to be selected', () => {
    const limit = { turns: 8, pass1: 0.4576, pass2: 0.5457, sampleUsd: 1, gap: 0.5 };
    expect(plannedScore(limit, 10)).toBeCloseTo(0.4576 + 0.5 * (0.6986887489457991 - 0.4576), 9);
  });

  it('gains nothing from samples that agree always, and all of it from issues that are alike', () => {
    const limit = { turns: 1, pass1: 0.5, sampleUsd: 1, gap: 1 };
    expect(plannedScore({ ...limit, pass2: 0.5 }, 10)).toBe(0.5);
    expect(plannedScore({ ...limit, pass2: 0.75 }, 2)).toBeCloseTo(0.75, 9);
  });
});
