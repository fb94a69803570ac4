import type { EvidenceView } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import type { SelectionDetails } from '../domain/records.ts';
import { type VoteRule, vote } from '../domain/stats/vote.ts';
import type { Finals } from './finals.ts';
import { gridOf } from './grid.ts';
import { behindTheSound, findRegressions } from './regression.ts';

export interface VoteInput {
  readonly rule: VoteRule;
  readonly runId: number;
  readonly instanceId: string;
  readonly finals: Finals;
  readonly timeoutMs: number;
  readonly regression: Config['regression'];
}

export interface Voted {
  /** Null where there is no candidate at all. */
  readonly candidateId: number | null;
  readonly details: SelectionDetails;
}

/**
 * Holds the vote over an issue's final candidates; one that breaks the repository's own tests is ranked behind all that
 * do not. Sees evidence only, never a grade.
 */
export function holdVote(
  { rule, runId, instanceId, finals, timeoutMs, regression }: VoteInput,
  view: EvidenceView,
): Voted {
  const grid = gridOf(view, runId, instanceId, timeoutMs);
  const {
    ranking: voted,
    votingTests,
    fallback,
  } = vote(rule, {
    candidates: finals.candidates.map(({ id, patch }) => ({ id, patchLength: patch.length })),
    tests: finals.tests.map(({ test, samples }) => ({ id: test.id, samples })),
    outcome: (testId, candidateId) => grid.execution(testId, candidateId)?.outcome,
  });
  const finding = findRegressions(view, runId, instanceId, regression);
  const ranking = behindTheSound(voted, finding);
  const best = ranking[0];
  const reason = best ? fallback : 'no patch: no sample ended with one';
  const details = { ranking, votingTests, fallback: reason, ...(finding ? { regression: finding } : {}) };
  return { candidateId: best?.candidateId ?? null, details };
}
