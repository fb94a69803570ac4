import { type OfficialReport, officialReport } from '../../pipeline/swebench/official-report.ts';
import type { GradeReport } from '../../pipeline/swebench/verdict.ts';
import type { OfficialAnswer } from '../../scripts/official/official-grades.ts';

/** One thing that the official package and we say of a log, in two ways. */
export interface Difference {
  readonly what: string;
  readonly official: string;
  readonly ours: string;
}

/**
 * All differences between two gradings of one log: every field of the official report, its four lists in their order,
 * and the status of every test that either side names. Where the package raised, ours has to be errored with the same
 * cause.
 */
export function compare(official: OfficialAnswer, ours: GradeReport, patch: string | null): Difference[] {
  if ('raised' in official) return compareRaised(official.raised, ours);
  const report = officialReport(ours, patch);
  if (report === null) {
    const verdict = `a report, resolved ${official.report.resolved}`;
    return [{ what: 'verdict', official: verdict, ours: `${ours.verdict}: ${ours.cause}` }];
  }
  return [
    ...differentFields(flat(official.report), flat(report)),
    ...differentFields(statusFields(official.statuses ?? []), statusFields(Object.entries(ours.statuses))),
  ];
}

/** How many statuses of tests a comparison looks at. */
export function statusCount(official: OfficialAnswer): number {
  return 'raised' in official ? 0 : (official.statuses?.length ?? 0);
}

function compareRaised({ type, text }: { type: string; text: string }, ours: GradeReport): Difference[] {
  const official = `raises ${type}: ${text}`;
  if (ours.verdict !== 'errored') return [{ what: 'verdict', official, ours: ours.verdict }];
  const cause = ours.cause ?? '';
  return isSameCause(type, text, cause) ? [] : [{ what: 'cause', official, ours: cause }];
}

/** Of a log that cannot be read our causes name the package's exception; of a row, the value or the column at fault. */
function isSameCause(type: string, text: string, cause: string): boolean {
  if (cause.startsWith(`${type}: `)) return true;
  if (type === 'JSONDecodeError') return /_TO_PASS: /.test(cause);
  const quoted = /'([^']+)'/.exec(text)?.[1];
  return (type === 'KeyError' || type === 'ValueError') && quoted !== undefined && cause.includes(quoted);
}

/** The fields of a report, those of its lists under names of their own. */
function flat({ tests_status, ...fields }: OfficialReport): Map<string, unknown> {
  const lists = Object.entries(tests_status ?? {}).flatMap(([list, { success, failure }]) => [
    [`${list} success`, success] as const,
    [`${list} failure`, failure] as const,
  ]);
  return new Map<string, unknown>([...Object.entries(fields), ...lists]);
}

function statusFields(statuses: readonly (readonly [string, string])[]): Map<string, unknown> {
  return new Map(statuses.map(([test, status]) => [`status of ${JSON.stringify(test)}`, status]));
}

function differentFields(official: ReadonlyMap<string, unknown>, ours: ReadonlyMap<string, unknown>) {
  const told = (side: ReadonlyMap<string, unknown>, what: string) =>
    JSON.stringify(side.get(what)) ?? 'nothing';
  return [...new Set([...official.keys(), ...ours.keys()])]
    .map((what): Difference => ({ what, official: told(official, what), ours: told(ours, what) }))
    .filter((difference) => difference.official !== difference.ours);
}
