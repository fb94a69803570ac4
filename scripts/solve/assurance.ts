import type { Regression } from './solution.ts';

/** How well a chosen patch is supported, with every ground for and against it. */
export interface Assurance {
  readonly level: 'well supported' | 'fairly supported' | 'weakly supported';
  readonly speaksFor: readonly string[];
  readonly speaksAgainst: readonly string[];
}

export interface Grounds {
  readonly candidates: number;
  readonly voters: number;
  readonly votes: number | null;
  readonly agreeing: number;
  readonly samples: number;
  readonly regression: Regression | null;
  /** Why the vote fell back to scripts that do not show the issue; null where it did not. */
  readonly voteFallback: string | null;
}

/**
 * Weighs what is known of a chosen patch: well supported with nothing against it and at least two scripts or samples
 * for it, weakly where the existing tests break, no script shows the issue, or half of the scripts or more fail. No
 * level is a promise: all of these scripts were written by the model that wrote the patch.
 */
export function assess({
  candidates,
  voters,
  votes: given,
  agreeing,
  samples,
  regression,
  voteFallback,
}: Grounds): Assurance {
  const votes = given ?? 0;
  const showsIssue = voteFallback === null && voters > 0;
  const speaksFor: string[] = [];
  const speaksAgainst: string[] = [];
  if (showsIssue && votes > 0)
    speaksFor.push(`${votes} of ${voters} test scripts that fail on base pass with it`);
  if (showsIssue && votes < voters)
    speaksAgainst.push(`${voters - votes} of ${voters} test scripts that fail on base fail with it too`);
  if (voteFallback !== null) speaksAgainst.push(voteFallback);
  if (agreeing > 1) speaksFor.push(`${agreeing} of ${samples} samples ended with this very change`);
  if (agreeing <= 1 && candidates > 1)
    speaksAgainst.push(`the samples disagree: ${candidates} different changes, this one made once`);
  const breaks = regression?.chosenBreaks ?? null;
  if (breaks === false) speaksFor.push('the existing tests pass with it as they do on base');
  if (breaks === true) speaksAgainst.push('the existing tests pass on base and not with it');
  if (regression === null) speaksAgainst.push('no existing tests were run');
  else if (regression.void !== null) speaksAgainst.push(`the existing tests say nothing: ${regression.void}`);

  const isWeak = breaks === true || !showsIssue || votes * 2 <= voters;
  const isWell = speaksAgainst.length === 0 && Math.max(votes, agreeing) > 1;
  const level = isWeak ? 'weakly supported' : isWell ? 'well supported' : 'fairly supported';
  return { level, speaksFor, speaksAgainst };
}
