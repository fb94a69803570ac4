import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../domain/outcome.ts';
import { type Ballot, type VoteRule, vote } from '../../domain/stats/vote.ts';

const OUTCOMES: readonly Outcome[] = ['pass', 'fail', 'broken', 'timeout', 'not-applied', 'flaky'];

/** Candidates of different lengths, so that no order is left to chance; cells may be missing. */
const ballot = fc
  .record({
    lengths: fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 }),
    samples: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
    outcomes: fc.array(fc.option(fc.constantFrom(...OUTCOMES)), { minLength: 49, maxLength: 49 }),
  })
  .map(
    ({ lengths, samples, outcomes }): Ballot => ({
      candidates: lengths.map((patchLength, place) => ({ id: place + 1, patchLength })),
      tests: samples.map((count, place) => ({ id: place + 1, samples: count })),
      outcome: (testId, candidateId) => outcomes[testId * 7 + (candidateId ?? 0)] ?? undefined,
    }),
  );

const rule = fc.constantFrom<VoteRule>('codemonkeys', 'discriminating');

describe('a vote', () => {
  test('ignores the order of candidates and of tests', () => {
    fc.assert(
      fc.property(ballot, rule, fc.nat(), (one, by, seed) => {
        const turned = {
          ...one,
          candidates: shuffled(one.candidates, seed),
          tests: shuffled(one.tests, seed),
        };
        const [before, after] = [vote(by, one), vote(by, turned)];
        expect(after.ranking).toEqual(before.ranking);
        expect([...after.votingTests].sort()).toEqual([...before.votingTests].sort());
      }),
    );
  });

  test('ranks every candidate once, more votes first, the shorter of two equals first', () => {
    fc.assert(
      fc.property(ballot, rule, (one, by) => {
        const { ranking } = vote(by, one);
        expect(ranking.map(({ candidateId }) => candidateId).sort()).toEqual(
          one.candidates.map(({ id }) => id),
        );
        const lengthOf = new Map(one.candidates.map(({ id, patchLength }) => [id, patchLength]));
        for (const [place, row] of ranking.slice(1).entries()) {
          const above = ranking[place];
          if (!above) continue;
          const shorter = (lengthOf.get(above.candidateId) ?? 0) < (lengthOf.get(row.candidateId) ?? 0);
          expect(above.votes > row.votes || (above.votes === row.votes && shorter)).toBe(true);
        }
      }),
    );
  });

  test('counts what a plain count of the grid gives', () => {
    fc.assert(
      fc.property(ballot, (one) => {
        for (const { candidateId, votes } of vote('codemonkeys', one).ranking) {
          const passed = one.tests.filter(({ id }) => one.outcome(id, candidateId) === 'pass');
          expect(votes).toBe(passed.reduce((sum, { samples }) => sum + samples, 0));
        }
        const speaking = one.tests.filter(({ id }) => one.outcome(id, null) === 'fail');
        const voters = speaking.length > 0 ? speaking : one.tests;
        for (const { candidateId, votes } of vote('discriminating', one).ranking) {
          expect(votes).toBe(voters.filter(({ id }) => one.outcome(id, candidateId) === 'pass').length);
        }
      }),
    );
  });

  test('a further test that every candidate passes changes no order', () => {
    fc.assert(
      fc.property(ballot, (one) => {
        const more: Ballot = {
          ...one,
          tests: [...one.tests, { id: 99, samples: 1 }],
          outcome: (testId, candidateId) => (testId === 99 ? 'pass' : one.outcome(testId, candidateId)),
        };
        const order = (by: Ballot) => vote('codemonkeys', by).ranking.map(({ candidateId }) => candidateId);
        expect(order(more)).toEqual(order(one));
      }),
    );
  });
});

/** Each item's place decided by a hash of it and the seed. */
function shuffled<T extends { readonly id: number }>(items: readonly T[], seed: number): T[] {
  const weight = ({ id }: T) => ((id + 1) * (seed + 7919)) % 104_729;
  return [...items].sort((a, b) => weight(a) - weight(b));
}
