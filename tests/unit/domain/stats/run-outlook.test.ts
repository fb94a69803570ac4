import { describe, expect, it } from 'vitest';
import { costlyAboveUsd, outlook } from '../../../../domain/stats/run-outlook.ts';

describe('outlook', () => {
  it('is what is spent and the mean of the finished for each that is left', () => {
    const end = outlook({ finishedUsd: [1, 2, 3], issuesLeft: 10, spentOnLeftUsd: 0.5 });
    expect(end?.expectedUsd).toBe(26);
    expect(end?.lowUsd).toBeGreaterThanOrEqual(16);
    expect(end?.lowUsd).toBeLessThan(26);
    expect(end?.highUsd).toBeGreaterThan(26);
    expect(end?.highUsd).toBeLessThanOrEqual(36);
  });

  it('is never below what is spent', () => {
    expect(outlook({ finishedUsd: [1, 1], issuesLeft: 1, spentOnLeftUsd: 7 })).toEqual({
      expectedUsd: 9,
      lowUsd: 9,
      highUsd: 9,
    });
  });

  it('has no range with one finished issue and is none without', () => {
    expect(outlook({ finishedUsd: [2], issuesLeft: 2, spentOnLeftUsd: 0 })).toEqual({
      expectedUsd: 6,
      lowUsd: null,
      highUsd: null,
    });
    expect(outlook({ finishedUsd: [], issuesLeft: 2, spentOnLeftUsd: 1 })).toBeNull();
  });

  it('takes an issue for costly above three medians, never below a dollar or with too few finished', () => {
    expect(costlyAboveUsd([1, 2, 9])).toBe(6);
    expect(costlyAboveUsd([0.01, 0.02, 0.03])).toBe(1);
    expect(costlyAboveUsd([1, 2])).toBeNull();
  });
});
