import type { Outcome } from '../outcome.ts';

/** A candidate as a rule sees it. */
export interface VotedCandidate {
  readonly id: number;
  /** Characters of its patch; the shorter of two equals goes first. */
  readonly patchLength: number;
}

/** A test script with a voice. */
export interface VotingTest {
  readonly id: number;
  /** Samples that ended with this script. */
  readonly samples: number;
}

export interface Ballot {
  readonly candidates: readonly VotedCandidate[];
  readonly tests: readonly VotingTest[];
  /** Outcome of a test on a candidate, or on base for null; undefined where the cell never ran. */
  outcome(testId: number, candidateId: number | null): Outcome | undefined;
}

export interface VoteResult {
  /** Best first. */
  readonly ranking: readonly { readonly candidateId: number; readonly votes: number }[];
  readonly votingTests: readonly number[];
  /** Why the rule fell back to all tests; null where it did not. */
  readonly fallback: string | null;
}

export type VoteRule = 'codemonkeys' | 'discriminating';

/** Counts the tests that each candidate passes; see the rules below for which tests count. */
export function vote(rule: VoteRule, ballot: Ballot): VoteResult {
  return rule === 'codemonkeys' ? codemonkeysVote(ballot) : discriminatingVote(ballot);
}

/**
 * The paper's vote (section 3.3): each sample's last test script votes for every candidate on which it exits 0,
 * whatever it did on base; equal scripts of several samples vote once for each. Broken, timed out and not applied
 * all count as not passed.
 */
function codemonkeysVote({ candidates, tests, outcome }: Ballot): VoteResult {
  const votes = (candidateId: number) =>
    tests.reduce((sum, test) => sum + (outcome(test.id, candidateId) === 'pass' ? test.samples : 0), 0);
  return { ranking: rank(candidates, votes), votingTests: tests.map((test) => test.id), fallback: null };
}

/**
 * A script votes only if it exits 2 on base, since one that passes there, or breaks, does not speak of the issue;
 * equal scripts vote once. Where no script discriminates all of them vote.
 */
function discriminatingVote({ candidates, tests, outcome }: Ballot): VoteResult {
  const discriminating = tests.filter((test) => outcome(test.id, null) === 'fail');
  const voting = discriminating.length > 0 ? discriminating : tests;
  const fallback = discriminating.length > 0 ? null : noneDiscriminates(tests.length);
  const votes = (candidateId: number) =>
    voting.reduce((sum, test) => sum + (outcome(test.id, candidateId) === 'pass' ? 1 : 0), 0);
  return { ranking: rank(candidates, votes), votingTests: voting.map((test) => test.id), fallback };
}

function noneDiscriminates(tests: number): string {
  if (tests === 0) return 'no test script was written, so the shortest patch leads';
  return `none of ${tests} test scripts exits 2 on the unpatched code, so all of them voted`;
}

/** Stable: candidates that tie in votes and length keep the order in which they came. */
function rank(candidates: readonly VotedCandidate[], votes: (candidateId: number) => number) {
  return candidates
    .map((candidate) => ({
      candidateId: candidate.id,
      votes: votes(candidate.id),
      length: candidate.patchLength,
    }))
    .sort((a, b) => b.votes - a.votes || a.length - b.length)
    .map(({ candidateId, votes: count }) => ({ candidateId, votes: count }));
}
