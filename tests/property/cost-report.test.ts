import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addUp, sharesOf } from '../../scripts/reports/cost/add-up.ts';

const amounts = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 40 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('rounded parts', () => {
  test('of any costs add up to the rounded total, each within one unit', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const shown = addUp(values, 4);
        expect(sum(shown)).toBeCloseTo(Math.round(sum(values) * 1e4) / 1e4, 3);
        for (const [index, value] of shown.entries())
          expect(Math.abs(value - (values[index] ?? 0))).toBeLessThan(1.01e-4);
      }),
    );
  });

  test('of any costs are shares that add up to 100', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        fc.pre(sum(values) > 1e-6);
        expect(sum(sharesOf(values))).toBeCloseTo(100, 6);
      }),
    );
  });

  test('control: shares rounded one by one do not add up', () => {
    const each = [1, 1, 1].map((value) => Math.round((1000 * value) / 3) / 10);
    expect(sum(each)).toBeCloseTo(99.9, 6);
    expect(sharesOf([1, 1, 1])).toEqual([33.4, 33.3, 33.3]);
  });
});
