import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadPlaces } from '../../../../scripts/plan/spread-places.ts';

test('every place comes once', () => {
  fc.assert(
    fc.property(fc.nat(500), (count) => {
      const places = spreadPlaces(count);
      expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, place) => place));
    }),
  );
});

test('the first places lie in different parts of the whole', () => {
  expect(spreadPlaces(80).slice(0, 4)).toEqual([0, 40, 20, 60]);
});
