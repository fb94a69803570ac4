import { readFile } from 'node:fs/promises';
import { UsageError } from '../../domain/errors.ts';
import { erroredReport, type GradeReport } from '../../pipeline/swebench/verdict.ts';
import { type OfficialAnswer, officialGrades } from '../../scripts/official/official-grades.ts';
import { compare, type Difference, statusCount } from './compare.ts';
import type { Grader, Subject } from './subject.ts';
import type { WeakGrader } from './weak-graders.ts';

/** One log under both graders. */
export interface Graded {
  readonly subject: Subject;
  readonly official: OfficialAnswer;
  readonly ours: GradeReport;
  readonly differences: readonly Difference[];
  /** Statuses of tests that were compared. */
  readonly tests: number;
}

/**
 * Grades every log by the official package, in its own process, and by ours. Throws a MachineryError where that
 * process fails; what either grader says of a single log is part of the result.
 */
export async function gradeByBoth(
  python: string,
  subjects: readonly Subject[],
  grade: Grader,
): Promise<Graded[]> {
  const requests = subjects.map(({ key, columns, logPath, patch }) => ({
    key,
    row: columns,
    logPath,
    patch,
  }));
  const answers = new Map<string, OfficialAnswer>();
  for await (const answer of officialGrades(python, requests)) answers.set(answer.key, answer);
  const graded: Graded[] = [];
  for (const subject of subjects) {
    const official = answers.get(subject.key);
    if (!official) throw new Error(`the official package said nothing of ${subject.key}`);
    const ours = verdictOf(grade, subject, await readFile(subject.logPath));
    graded.push({
      subject,
      official,
      ours,
      differences: compare(official, ours, subject.patch),
      tests: statusCount(official),
    });
  }
  return graded;
}

/**
 * The weak graders that the same comparison finds out on the same logs, each with the first log that did. Only logs
 * on which ours agrees can do so: on any other every grader differs, whatever its weakness.
 */
export async function caught(
  weak: readonly WeakGrader[],
  graded: readonly Graded[],
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>(weak.map(({ name }) => [name, null]));
  for (const { subject, official, differences } of graded) {
    if (differences.length > 0) continue;
    const left = weak.filter(({ name }) => found.get(name) === null);
    if (left.length === 0) break;
    const log = await readFile(subject.logPath);
    for (const { name, grade } of left) {
      if (compare(official, verdictOf(grade, subject, log), subject.patch).length > 0)
        found.set(name, subject.key);
    }
  }
  return found;
}

/** A row that cannot be graded is the user's to mend elsewhere; here it is what ours says of the log. */
function verdictOf(grade: Grader, { columns, patch }: Subject, log: Uint8Array): GradeReport {
  try {
    return grade(columns, log, patch);
  } catch (error) {
    if (error instanceof UsageError) return erroredReport(error.message);
    throw error;
  }
}
