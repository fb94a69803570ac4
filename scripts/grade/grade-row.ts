import Table from 'cli-table3';
import { z } from 'zod';
import type { Store } from '../../db/store.ts';
import type { Grade, Run, Verdict } from '../../domain/records.ts';
import type { Graded } from '../../pipeline/grade.ts';
import { countGrades, type GradeCounts, gradeCountsText, gradeText } from '../reports/grade-counts.ts';

/** One grade as the command prints it. */
export interface GradeRow {
  readonly instance: string;
  readonly candidate: number | 'base';
  readonly origins: readonly string[];
  readonly harness: string;
  /** Official. */
  readonly verdict: Verdict;
  readonly cause: string | null;
  readonly suspect: readonly string[] | null;
  readonly infrastructure: string | null;
  /** What another verdict on the same candidate says otherwise: of another harness, or of this one before. */
  readonly difference: string | null;
}

export type Judged = Pick<GradeRow, 'verdict' | 'cause' | 'suspect' | 'infrastructure'>;

const reportSchema = z.object({ cause: z.string().nullable().default(null) });

export function rowOf(
  { store, run }: { readonly store: Store; readonly run: Run },
  grade: Pick<Grade, 'instanceId' | 'harness'> & Pick<Graded, 'candidateId'>,
  { verdict, cause, suspect, infrastructure }: Judged,
  difference: string | null = null,
): GradeRow {
  const { instanceId: instance, candidateId, harness } = grade;
  const candidate = store.candidates(run.id, instance).find(({ id }) => id === candidateId);
  const origins = candidate?.sources.map(({ origin }) => origin) ?? [];
  const judged = { verdict, cause, suspect, infrastructure, difference };
  return { instance, candidate: candidateId ?? 'base', origins, harness, ...judged };
}

/** A stored grade as if it had just been given. */
export function judgedBefore(grade: Grade): Judged {
  const { verdict, suspect, infrastructure } = grade;
  return { verdict, cause: reportSchema.parse(grade.report).cause, suspect, infrastructure };
}

/** Machinery prevented it: the same command tries again. */
export function isUnfinished({ verdict, infrastructure }: GradeRow): boolean {
  return verdict === 'errored' && infrastructure !== null;
}

export function countRows(rows: readonly GradeRow[]): GradeCounts {
  return countGrades(rows.map((row) => ({ ...row, grade: row.verdict })));
}

export function gradeTable(rows: readonly GradeRow[]): string {
  const differ = rows.some(({ difference }) => difference !== null);
  const table = new Table({
    head: ['issue', 'candidate', 'from', 'grade', 'why', ...(differ ? ['difference'] : [])],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const { instance, candidate, origins, verdict, difference } = row;
    const grade = gradeText({ ...row, grade: verdict });
    const from = origins.join(', ').slice(0, 60);
    table.push([instance, candidate, from, grade, whyText(row), ...(differ ? [difference ?? ''] : [])]);
  }
  return `${table.toString()}\n${gradeCountsText(countRows(rows))}`;
}

function whyText({ cause, suspect, infrastructure }: GradeRow): string {
  const words = [infrastructure, cause === infrastructure ? null : cause, ...(suspect ?? [])];
  return words
    .filter((word) => word !== null)
    .map((word) => word.split('\n')[0]?.slice(0, 120))
    .join('; ');
}
