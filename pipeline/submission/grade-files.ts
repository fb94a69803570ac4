import { z } from 'zod';
import type { Recorded } from './answer-evidence.ts';

/** What the official harness leaves behind for one instance. */
export interface GradeFiles {
  readonly resolved: boolean;
  /** `report.json`, with the official names. */
  readonly report: unknown;
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

/** From the stored grade of the chosen patch; null where it has none, or machinery prevented it. */
export function gradeFiles({ store, run, issue, chosen }: Recorded): GradeFiles | null {
  if (chosen.candidate === null) return null;
  const grades = store
    .chronicle(run.id, issue.instanceId)
    .grades.filter(
      ({ candidateId, verdict }) => candidateId === chosen.candidate?.id && verdict !== 'errored',
    );
  const grade = grades.find(({ harness }) => harness === 'troop') ?? grades[0];
  if (!grade) return null;
  const resolved = grade.verdict === 'resolved';
  const { cause, signature, failToPass, passToPass } = reportSchema.parse(grade.report);
  const report = {
    [issue.instanceId]: {
      patch_is_None: false,
      patch_exists: true,
      // The official word for: the log has results that count.
      patch_successfully_applied: cause === null,
      resolved,
      infra_failure: signature?.tier === 'environment',
      ...(signature === null ? {} : { infra_failure_reason: signature.reason }),
      ...(cause === null ? { tests_status: officialTally(failToPass, passToPass) } : {}),
    },
  };
  return { resolved, report, log: store.text(grade.log) };
}

type Tally = z.infer<typeof tallySchema>;

/** The two lists that nobody scores stand there empty, as they do officially. */
function officialTally(failToPass: Tally, passToPass: Tally): Record<string, Tally> {
  const empty: Tally = { success: [], failure: [] };
  return { FAIL_TO_PASS: failToPass, PASS_TO_PASS: passToPass, FAIL_TO_FAIL: empty, PASS_TO_FAIL: empty };
}
