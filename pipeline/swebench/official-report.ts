import type { GradeReport } from './verdict.ts';

/** What of a grade's report the official one is made from. */
type Judged = Pick<GradeReport, 'verdict' | 'cause' | 'failToPass' | 'passToPass' | 'signature'>;

type Lists = Readonly<Record<'success' | 'failure', readonly string[]>>;

/** What `report.json` of swebench 5.0.2 says of an instance, field by field. */
export interface OfficialReport {
  readonly patch_is_None: boolean;
  readonly patch_exists: boolean;
  readonly patch_successfully_applied: boolean;
  readonly resolved: boolean;
  readonly infra_failure: boolean;
  readonly infra_failure_reason?: string | undefined;
  readonly tests_status?:
    | Readonly<Record<'FAIL_TO_PASS' | 'PASS_TO_PASS' | 'FAIL_TO_FAIL' | 'PASS_TO_FAIL', Lists>>
    | undefined;
}

const NONE: Lists = { success: [], failure: [] };

/**
 * The official report of a grade, null where the package writes none because it raised or because nothing ran. A
 * prediction without a patch (null) has a report, and no log is read for it.
 */
export function officialReport(
  { verdict, cause, failToPass, passToPass, signature }: Judged,
  patch: string | null | undefined,
): OfficialReport | null {
  const hasPatch = patch !== null;
  if (verdict === 'errored') return null;
  const isValid = hasPatch && cause === null;
  return {
    patch_is_None: !hasPatch,
    patch_exists: hasPatch,
    patch_successfully_applied: isValid,
    resolved: verdict === 'resolved',
    infra_failure: signature?.tier === 'environment',
    ...(signature ? { infra_failure_reason: signature.reason } : {}),
    ...(isValid
      ? {
          tests_status: {
            FAIL_TO_PASS: failToPass,
            PASS_TO_PASS: passToPass,
            FAIL_TO_FAIL: NONE,
            PASS_TO_FAIL: NONE,
          },
        }
      : {}),
  };
}
