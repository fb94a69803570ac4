import type { Expectation, GradeReport } from './swebench/verdict.ts';

export type CheckState = 'good' | 'bad' | 'flaky' | 'errored';

/** What the gradings of an instance's base and gold patch say of its row. */
export interface Findings {
  /** `errored` where the machine failed, which says nothing of the row; `flaky` where only repeating told. */
  readonly state: CheckState;
  /** What is wrong, a sentence each, with the tests it is about. */
  readonly faults: readonly Finding[];
  /** What does not make the row bad, and yet should be known. */
  readonly remarks: readonly Finding[];
}

export interface Finding {
  readonly what: string;
  /** Tests with the status that the log gives them; empty where it is about the grading as a whole. */
  readonly tests: readonly { readonly name: string; readonly status: string }[];
}

export interface Gradings {
  /** At least one; more where the check was repeated. */
  readonly base: readonly GradeReport[];
  readonly gold: readonly GradeReport[];
}

type Lists = Pick<Expectation, 'failToPass' | 'passToPass'>;

/**
 * Judges a row by its gradings: on base every FAIL_TO_PASS test has to fail and every PASS_TO_PASS test to pass, with
 * the gold patch all have to pass, each time.
 */
export function goldFindings(lists: Lists, { base, gold }: Gradings): Findings {
  const broken = [...base, ...gold].find(({ infrastructure }) => infrastructure !== null);
  if (broken) {
    return {
      state: 'errored',
      faults: [finding(`the machine failed: ${broken.infrastructure}`)],
      remarks: [],
    };
  }
  const faults = unique([
    ...(lists.failToPass.length === 0
      ? [finding('FAIL_TO_PASS is empty, so nothing tells a fix from none')]
      : []),
    ...base.flatMap((report) => baseFaults(lists, report)),
    ...gold.flatMap((report) => goldFaults(report)),
  ]);
  const unsteady = [...unsteadyTests('base', lists, base), ...unsteadyTests('gold', lists, gold)];
  const remarks = unique(gold.flatMap(suspicions));
  // A test that passes in one way and then in another, as one that is skipped at times, does no harm.
  if (faults.length === 0) return { state: 'good', faults, remarks: [...unsteady, ...remarks] };
  return { state: unsteady.length === 0 ? 'bad' : 'flaky', faults: [...unsteady, ...faults], remarks };
}

function baseFaults({ failToPass, passToPass }: Lists, report: GradeReport): Finding[] {
  if (report.verdict === 'errored') return [finding(`base has no verdict: ${report.cause}`)];
  // Tests that cannot be loaded without the fix leave no result; nothing is lost by that where none has to pass.
  if (report.cause !== null)
    return passToPass.length === 0 ? [] : [finding(`base has no result of its tests: ${report.cause}`)];
  const passing = failToPass.filter((test) => !report.failToPass.failure.includes(test));
  const failing = passToPass.filter((test) => !report.passToPass.success.includes(test));
  return [
    ...about('FAIL_TO_PASS does not fail on base', passing, report),
    ...about('PASS_TO_PASS fails on base already', failing, report),
  ];
}

function goldFaults(report: GradeReport): Finding[] {
  if (report.verdict === 'resolved') return [];
  if (report.verdict === 'errored') return [finding(`the gold patch has no verdict: ${report.cause}`)];
  if (report.cause !== null) return [finding(`the gold patch has no result of its tests: ${report.cause}`)];
  return [
    ...about('FAIL_TO_PASS fails with the gold patch', report.failToPass.failure, report),
    ...about('PASS_TO_PASS fails with the gold patch', report.passToPass.failure, report),
  ];
}

function suspicions({ suspect }: GradeReport): Finding[] {
  return (suspect ?? []).map((reason) => finding(`the log of the gold patch is suspect: ${reason}`));
}

/** Listed tests whose status is not the same in every repetition, with all their statuses. */
function unsteadyTests(
  kind: string,
  { failToPass, passToPass }: Lists,
  reports: readonly GradeReport[],
): Finding[] {
  const statusesOf = (test: string) => [...new Set(reports.map((report) => statusIn(report, test)))];
  const tests = [...new Set([...failToPass, ...passToPass])]
    .map((name) => ({ name, statuses: statusesOf(name) }))
    .filter(({ statuses }) => statuses.length > 1)
    .map(({ name, statuses }) => ({ name, status: statuses.join(', then ') }));
  return tests.length === 0 ? [] : [{ what: `not the same each time (${kind})`, tests }];
}

function about(what: string, names: readonly string[], report: GradeReport): Finding[] {
  if (names.length === 0) return [];
  return [{ what, tests: names.map((name) => ({ name, status: statusIn(report, name) })) }];
}

function statusIn({ statuses }: GradeReport, test: string): string {
  return statuses[test] ?? 'not in the log';
}

function finding(what: string): Finding {
  return { what, tests: [] };
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}
