import type { Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { withLease } from '../pipeline/with-lease.ts';
import { findRun } from './find-run.ts';
import { chosenPatches } from './grade/chosen-patches.ts';
import { gradeHere } from './grade/grade-here.ts';
import { gradeOfficially } from './grade/grade-officially.ts';
import type { GradeOptions } from './grade/grade-options.ts';
import { countRows, type GradeRow, gradeTable, isUnfinished } from './grade/grade-row.ts';
import { gradeSavedLog } from './grade/grade-saved-log.ts';
import { gradeStored } from './grade/grade-stored.ts';
import type { Host } from './host.ts';
import { note, out, outJson } from './output.ts';
import { progressPrinter } from './progress.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';
import { safeText } from './safe-text.ts';
import { withOldStore, withSession } from './session.ts';
import { thisOwner } from './this-owner.ts';

/** Grades a saved log, or patches of a run; ends with status 2 where machinery prevented a grade. */
export async function gradeCommand(options: GradeOptions, host: Host): Promise<void> {
  refuseContradictions(options);
  if (options.log !== undefined) return gradeSavedLog(options, host);
  await withOldStore(options.store, host, async (store) => {
    const run = findRun(store, options.run);
    const known = store.issues(run.id).map(({ instanceId }) => instanceId);
    const missing = (options.instances ?? []).filter((id) => !known.includes(id));
    if (missing.length > 0) throw new UsageError(`run ${run.name} has no instance ${missing.join(', ')}`);
    const { rows, interrupted } = await gradeRun(store, run, options, host);
    const { harness } = options;
    if (options.json) outJson({ run: run.name, harness, counts: countRows(rows), grades: rows });
    else out(safeText(gradeTable(rows)));
    host.end(interrupted ? 130 : rows.some(isUnfinished) ? 2 : 0);
  });
}

async function gradeRun(
  store: Store,
  run: Run,
  options: GradeOptions,
  host: Host,
): Promise<{ rows: readonly GradeRow[]; interrupted: boolean }> {
  if (options.again) {
    const rows = await withLease(store, run, thisOwner(), () => gradeStored(store, run, options.instances));
    return { rows, interrupted: false };
  }
  if (store.hasImports(run.id)) refuseUnsafe(run.config, options.unsafe);
  const rows: GradeRow[] = [];
  const session = {
    environment: host.environment,
    onChange: 'stop',
    record: null,
    strictTape: false,
    emit: progressPrinter(note, false),
    warn: note,
  } as const;
  const { interrupted } = await withSession(store, run, session, async (deps) => {
    const wanted = chosenPatches(store, run, options);
    const { environment } = host;
    const graded =
      options.harness === 'official'
        ? await gradeOfficially(wanted, deps, { ...options, environment })
        : await gradeHere(wanted, deps, options.rerun);
    rows.push(...graded);
  });
  return { rows, interrupted };
}

function refuseContradictions(options: GradeOptions): void {
  const { again, rerun, harness, base, log, instance, patch } = options;
  const official = harness === 'official';
  const faults = [
    again && rerun && '--again judges stored logs and --rerun runs the tests again: say one of them',
    again && official && '--again judges the logs of our own harness; for the official one use --rerun',
    official && base && '--base: the official package grades patches only',
    log === undefined && (instance ?? patch) !== undefined && '--instance and --patch belong to --log LOG',
    log !== undefined && (again || rerun || official) && '--log grades one saved log; leave out the rest',
  ].filter((fault) => fault !== false);
  const [first] = faults;
  if (first !== undefined) throw new UsageError(first);
}
