import type { Verdict } from '../../domain/records.ts';

/** A grade as reports look at it. */
export interface ShownGrade {
  /** Official; null where there is none. */
  readonly grade: Verdict | null;
  readonly suspect: readonly string[] | null;
  readonly infrastructure: string | null;
}

export interface GradeCounts {
  readonly graded: number;
  /** The official verdicts, less those that say nothing of the patch. */
  readonly resolved: number;
  readonly unresolved: number;
  readonly errored: number;
  /** Among all of these: the log may not be what the tests' runner said. */
  readonly suspect: number;
  /** The machine failed. Apart from the verdicts above. */
  readonly infrastructure: number;
}

/** A resolved grade stands whatever the machine did meanwhile; any other that the machine spoilt counts apart. */
export function countGrades(shown: readonly ShownGrade[]): GradeCounts {
  const grades = shown.filter(({ grade }) => grade !== null);
  const spoilt = grades.filter((one) => isSpoilt(one));
  const verdicts = (verdict: Verdict) =>
    grades.filter((one) => one.grade === verdict && !isSpoilt(one)).length;
  return {
    graded: grades.length,
    resolved: verdicts('resolved'),
    unresolved: verdicts('unresolved'),
    errored: verdicts('errored'),
    suspect: grades.filter(({ suspect }) => suspect !== null).length,
    infrastructure: spoilt.length,
  };
}

export function gradeCountsText(counts: GradeCounts): string {
  const { graded, resolved, unresolved, errored, suspect, infrastructure } = counts;
  const verdicts = `${graded} graded: ${resolved} resolved, ${unresolved} unresolved, ${errored} errored`;
  return `${verdicts}, ${infrastructure} infrastructure failures; ${suspect} suspect`;
}

/** One grade in a table's cell. */
export function gradeText(shown: ShownGrade): string {
  if (shown.grade === null) return '-';
  const verdict = isSpoilt(shown) ? 'infrastructure' : shown.grade;
  return shown.suspect === null ? verdict : `${verdict}, suspect`;
}

function isSpoilt({ grade, infrastructure }: ShownGrade): boolean {
  return infrastructure !== null && grade !== 'resolved';
}
