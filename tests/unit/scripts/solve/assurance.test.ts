import { describe, expect, test } from 'vitest';
import { assess, type Grounds } from '../../../../scripts/solve/assurance.ts';

/** Nothing against it. */
const GOOD: Grounds = {
  candidates: 2,
  voters: 3,
  votes: 3,
  agreeing: 2,
  samples: 4,
  regression: { command: 'make test', void: null, regressed: 0, chosenBreaks: false },
  voteFallback: null,
};

describe('a chosen patch is', () => {
  test('well supported with nothing against it, and says what speaks for it', () => {
    expect(assess(GOOD)).toEqual({
      level: 'well supported',
      speaksFor: [
        '3 of 3 test scripts that fail on base pass with it',
        '2 of 4 samples ended with this very change',
        'the existing tests pass with it as they do on base',
      ],
      speaksAgainst: [],
    });
  });

  test.each<[string, Partial<Grounds>, string]>([
    ['no existing tests were run', { regression: null }, 'no existing tests were run'],
    [
      'the existing tests are void',
      {
        regression: { command: 'make', void: 'they fail on base already', regressed: 0, chosenBreaks: null },
      },
      'the existing tests say nothing: they fail on base already',
    ],
    ['one of three scripts fails', { votes: 2 }, '1 of 3 test scripts that fail on base fail with it too'],
    [
      'the samples disagree',
      { agreeing: 1 },
      'the samples disagree: 2 different changes, this one made once',
    ],
  ])('fairly supported where %s', (_, change, against) => {
    expect(assess({ ...GOOD, ...change })).toMatchObject({
      level: 'fairly supported',
      speaksAgainst: [against],
    });
  });

  test('fairly supported where a single script of a single sample is all there is', () => {
    const alone = { ...GOOD, candidates: 1, voters: 1, votes: 1, agreeing: 1, samples: 1 };
    expect(assess(alone)).toMatchObject({ level: 'fairly supported', speaksAgainst: [] });
  });

  test.each<[string, Partial<Grounds>]>([
    [
      'it breaks the existing tests',
      { regression: { command: 'make', void: null, regressed: 1, chosenBreaks: true } },
    ],
    ['no script shows the issue', { voteFallback: 'none of 3 test scripts exits 2 on the unpatched code' }],
    ['there is no script', { voters: 0, votes: 0, voteFallback: 'no test script was written' }],
    ['half of the scripts or more fail with it', { voters: 4, votes: 2 }],
  ])('weakly supported where %s', (_, change) => {
    const { level, speaksAgainst } = assess({ ...GOOD, ...change });
    expect(level).toBe('weakly supported');
    expect(speaksAgainst).not.toEqual([]);
  });
});
