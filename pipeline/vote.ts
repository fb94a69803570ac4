import type { EvidenceView } from '../db/store.ts';
import type { SelectionDetails } from '../domain/records.ts';
import { type VoteRule, vote } from '../domain/stats/vote.ts';
import type { Finals } from './finals.ts';
import { gridOf } from './grid.ts';

export interface VoteInput {
  readonly rule: VoteRule;
  readonly runId: number;
  readonly instanceId: string;
  readonly finals: Finals;
  readonly timeoutMs: number;
}

export interface Voted {
  /** Null where there is no candidate at all. */
  readonly candidateId: number | null;
  readonly details: SelectionDetails;
}

/** Holds the vote over an issue's final candidates. Sees evidence only, never a grade. */
export function holdVote(
  { rule, runId, instanceId, finals, timeoutMs }: VoteInput,
  view: EvidenceView,
): Voted {
  const grid = gridOf(view, runId, instanceId, timeoutMs);
  const { ranking, votingTests, fallback } = vote(rule, {
    candidates: finals.candidates.map(({ id, patch }) => ({ id, patchLength: patch.length })),
    tests: finals.tests.map(({ test, samples }) => ({ id: test.id, samples })),
    outcome: (testId, candidateId) => grid.execution(testId, candidateId)?.outcome,
  });
  const best = ranking[0];
  const reason = best ? fallback : 'no patch: no sample ended with one';
  return { candidateId: best?.candidateId ?? null, details: { ranking, votingTests, fallback: reason } };
}
