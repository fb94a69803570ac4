import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../domain/outcome.ts';
import { type Ballot, vote } from '../../../../domain/stats/vote.ts';

/** Rows: base first, then candidates 1, 2, ...; P pass, F fail, B broken, T timeout, N not applied, `.` never ran. */
function ballot(
  grid: readonly string[],
  lengths: readonly number[],
  samples: readonly number[] = [],
): Ballot {
  const outcomes: Record<string, Outcome | undefined> = {
    P: 'pass',
    F: 'fail',
    B: 'broken',
    T: 'timeout',
    N: 'not-applied',
  };
  return {
    candidates: lengths.map((patchLength, index) => ({ id: index + 1, patchLength })),
    tests: Array.from(grid[0] ?? '', (_, index) => ({ id: index + 101, samples: samples[index] ?? 1 })),
    outcome: (testId, candidateId) => outcomes[grid[candidateId ?? 0]?.[testId - 101] ?? '.'],
  };
}

const order = (ranking: readonly { candidateId: number }[]) => ranking.map(({ candidateId }) => candidateId);

describe('rule codemonkeys', () => {
  test('the shared example of the reference has votes 4 4 3 3 3 1 and the top three 1 0 2 counted from 0', () => {
    const rows = ['FFFFF', 'PPPFP', 'PPPFP', 'PPFFP', 'FPFPP', 'FPFPP', 'FFFFP'];
    const { ranking } = vote('codemonkeys', ballot(rows, [310, 290, 120, 500, 420, 60]));
    const votes = [...ranking].sort((a, b) => a.candidateId - b.candidateId).map((row) => row.votes);
    expect(votes).toEqual([4, 4, 3, 3, 3, 1]);
    expect(
      order(ranking)
        .slice(0, 3)
        .map((id) => id - 1),
    ).toEqual([1, 0, 2]);
  });

  test('a script that several samples wrote votes once for each of them', () => {
    const { ranking } = vote('codemonkeys', ballot(['FF', 'PF', 'FP'], [10, 10], [1, 3]));
    expect(ranking).toEqual([
      { candidateId: 2, votes: 3 },
      { candidateId: 1, votes: 1 },
    ]);
  });

  test('a test that passes on the unpatched code votes with full weight', () => {
    const { ranking, votingTests } = vote('codemonkeys', ballot(['PF', 'PF', 'FF'], [10, 5]));
    expect(votingTests).toEqual([101, 102]);
    expect(ranking[0]).toEqual({ candidateId: 1, votes: 1 });
  });
});

describe('rule discriminating', () => {
  test('only tests that exit 2 on the unpatched code vote', () => {
    const { ranking, votingTests, fallback } = vote(
      'discriminating',
      ballot(['PBTF', 'PPPF', 'FFFP'], [10, 99]),
    );
    expect(votingTests).toEqual([104]);
    expect(ranking[0]).toEqual({ candidateId: 2, votes: 1 });
    expect(fallback).toBeNull();
  });

  test('where no test discriminates all vote, and the reason is given', () => {
    const { votingTests, fallback } = vote('discriminating', ballot(['PB', 'PF', 'FF'], [10, 5]));
    expect(votingTests).toEqual([101, 102]);
    expect(fallback).toMatch(/none of 2 test scripts exits 2/);
  });

  test('equal scripts of several samples vote once', () => {
    const { ranking } = vote('discriminating', ballot(['FF', 'PF', 'FP'], [10, 9], [1, 3]));
    expect(ranking).toEqual([
      { candidateId: 2, votes: 1 },
      { candidateId: 1, votes: 1 },
    ]);
  });

  test('without any test the shortest patch leads, and the reason is given', () => {
    const { ranking, fallback } = vote('discriminating', ballot([''], [30, 20]));
    expect(order(ranking)).toEqual([2, 1]);
    expect(fallback).toMatch(/no test script/);
  });
});

test.each(['codemonkeys', 'discriminating'] as const)(
  '%s counts only pass: broken, timeout, not applied and missing cells give no vote',
  (rule) => {
    const { ranking } = vote(rule, ballot(['FFFFF', 'BTN.P', 'PPFFF'], [1, 100]));
    expect(ranking).toEqual([
      { candidateId: 2, votes: 2 },
      { candidateId: 1, votes: 1 },
    ]);
  },
);

test('no candidate gives an empty ranking', () => {
  expect(vote('discriminating', ballot(['F'], [])).ranking).toEqual([]);
});
