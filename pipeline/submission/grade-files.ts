import { z } from 'zod';
import { HARNESSES } from '../standing-grade.ts';
import { type OfficialReport, officialReport } from '../swebench/official-report.ts';
import type { Recorded } from './answer-evidence.ts';

/** What the official harness leaves behind for one instance. */
export interface GradeFiles {
  readonly resolved: boolean;
  readonly isOfficial: boolean;
  readonly isSuspect: boolean;
  /** `report.json`, by instance, with the official names. */
  readonly report: Readonly<Record<string, OfficialReport | null>>;
  /** `test_output.txt`: the log that was judged. */
  readonly log: string;
}

const tallySchema = z.object({ success: z.array(z.string()), failure: z.array(z.string()) });

const reportSchema = z.object({
  cause: z.string().nullable().default(null),
  /** What the official package takes a void log for. */
  signature: z
    .object({ reason: z.string(), tier: z.enum(['environment', 'ambiguous']) })
    .nullable()
    .default(null),
  failToPass: tallySchema,
  passToPass: tallySchema,
});

/**
 * From the stored grade of the chosen patch, the official harness's where there is one; null where it has none, or
 * machinery prevented it.
 */
export function gradeFiles({ store, run, issue, chosen }: Recorded): GradeFiles | null {
  const { candidate } = chosen;
  if (candidate === null) return null;
  const { grades } = store.chronicle(run.id, issue.instanceId);
  const usable = grades.filter((one) => one.candidateId === candidate.id && one.verdict !== 'errored');
  const grade = usable.find(({ harness }) => harness === HARNESSES.official) ?? usable[0];
  if (!grade) return null;
  const { verdict, suspect, harness } = grade;
  const report = officialReport({ verdict, ...reportSchema.parse(grade.report) }, candidate.patch);
  return {
    resolved: verdict === 'resolved',
    isOfficial: harness === HARNESSES.official,
    isSuspect: suspect !== null,
    report: { [issue.instanceId]: report },
    log: store.text(grade.log),
  };
}
