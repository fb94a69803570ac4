import { describe, expect, it } from 'vitest';
import { costByMethod, textOf } from './workload.ts';

describe('costByMethod', () => {
  it.each([
    [1, true, '0.5927'],
    [10, true, '3.6294'],
    [64, true, '21.8495'],
    [1, false, '2.0688'],
    [10, false, '20.6880'],
    [64, false, '132.4032'],
  ])('gives the published vector for %i samples, caching %s', (samples, caching, usd) => {
    expect(costByMethod(samples, caching).toFixed(4)).toBe(usd);
  });
});

it('textOf fills four characters for each token', () => {
  expect(textOf(700, 'Reply.')).toHaveLength(2_800);
});
