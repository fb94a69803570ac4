import { readFile } from 'node:fs/promises';
import { UsageError } from '../../domain/errors.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';
import { gradeLog } from '../../pipeline/swebench/grade-log.ts';
import { officialReport } from '../../pipeline/swebench/official-report.ts';
import type { GradeReport } from '../../pipeline/swebench/verdict.ts';
import type { Host } from '../host.ts';
import { out, outJson } from '../output.ts';
import { gradeText } from '../reports/grade-counts.ts';
import { safeText } from '../safe-text.ts';
import type { GradeOptions } from './grade-options.ts';

/** Fields of the official report where the package writes none: what it begins with. */
const NO_REPORT = {
  patch_is_None: false,
  patch_exists: true,
  patch_successfully_applied: false,
  resolved: false,
  infra_failure: false,
} as const;

/** Grades a log that lies in a file, with neither store nor sandbox. */
export async function gradeSavedLog(options: GradeOptions, host: Host): Promise<void> {
  const { log, instance, instances, patch } = options;
  if (log === undefined || instance === undefined)
    throw new UsageError('a saved log is graded by a row: --log LOG --instance ROW.json');
  const { id, place, columns } = await onlyRow(instance, instances);
  const diff = patch === undefined ? undefined : (await read(patch, '--patch')).toString('utf8');
  const report = gradeBy(columns, place, await read(log, '--log'), diff);
  if (options.json) outJson({ [id]: { ...(officialReport(report, diff) ?? NO_REPORT), ...ours(report) } });
  else out(safeText(textOf(id, report)));
  host.end(report.verdict === 'errored' ? 2 : 0);
}

/** What we say beyond the official report. */
function ours({ verdict, cause, statuses, suspect, infrastructure }: GradeReport) {
  return { verdict, cause, statuses, suspect, infrastructure };
}

function gradeBy(
  columns: Readonly<Record<string, unknown>>,
  place: string,
  log: Uint8Array,
  patch: string | undefined,
): GradeReport {
  try {
    return gradeLog(columns, log, patch);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function onlyRow(file: string, instances: readonly string[] | undefined) {
  const rows = [];
  const faults: string[] = [];
  for (const { columns, place, problem } of await readDataset(file)) {
    const id = columns?.instance_id;
    if (columns === null) faults.push(`; ${place}: ${problem ?? 'not a row'}`);
    else if (typeof id !== 'string') faults.push(`; ${place}: instance_id: missing`);
    else if (instances?.includes(id) ?? true) rows.push({ id, place, columns });
  }
  const [row, ...others] = rows;
  if (!row)
    throw new UsageError(`${file} has no row for ${instances?.join(', ') ?? 'anything'}${faults.join('')}`);
  if (others.length > 0)
    throw new UsageError(`${file} has ${rows.length} rows; say which one with --instances ID`);
  return row;
}

async function read(file: string, option: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new UsageError(`${option} ${file} cannot be read`, { cause });
  }
}

function textOf(id: string, report: GradeReport): string {
  const { verdict, cause, failToPass, passToPass, suspect } = report;
  const share = (name: string, { success, failure }: GradeReport['failToPass']) => [
    `${name}: ${success.length} of ${success.length + failure.length} passed`,
    ...failure.map((test) => `  ${test}`),
  ];
  return [
    `${id}: ${gradeText({ ...report, grade: verdict })}`,
    ...(cause === null ? [] : [`cause: ${cause}`]),
    // A void log was held against no test.
    ...(verdict === 'errored'
      ? []
      : [...share('FAIL_TO_PASS', failToPass), ...share('PASS_TO_PASS', passToPass)]),
    ...(suspect ?? []).map((reason) => `suspect: ${reason}`),
  ].join('\n');
}
