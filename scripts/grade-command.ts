import Table from 'cli-table3';
import PQueue from 'p-queue';
import type { Store } from '../db/store.ts';
import { MachineryError, UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { Run, Verdict } from '../domain/records.ts';
import type { GradingDeps } from '../pipeline/deps.ts';
import { finalsOf } from '../pipeline/finals.ts';
import { type Graded, gradePatch } from '../pipeline/grade.ts';
import { standingChoice } from '../pipeline/standing-choice.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { note, out, outJson } from './output.ts';
import { progressPrinter } from './progress.ts';
import { hasImports, refuseUnsafe } from './refuse-unsafe.ts';
import { withSession, withStore } from './session.ts';

export interface GradeOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly instances?: readonly string[];
  readonly all: boolean;
  readonly base: boolean;
  readonly again: boolean;
  readonly unsafe: boolean;
}

interface Row {
  readonly instance: string;
  readonly candidate: number | 'base';
  readonly origins: readonly string[];
  readonly verdict: Verdict;
  readonly cause: string | null;
}

/** Grades what is chosen (or all, or base) and has no grade yet; ends with status 2 where a grade is errored. */
export async function gradeCommand(options: GradeOptions, host: Host): Promise<void> {
  await withStore(options.store, host, async (store) => {
    const run = findRun(store, options.run);
    const known = store.issues(run.id).map(({ instanceId }) => instanceId);
    const missing = (options.instances ?? []).filter((id) => !known.includes(id));
    if (missing.length > 0) throw new UsageError(`run ${run.name} has no instance ${missing.join(', ')}`);
    if (hasImports(store, run)) refuseUnsafe(run.config, options.unsafe);
    const rows: Row[] = [];
    const emit = progressPrinter(note, false);
    const session = {
      environment: host.environment,
      onChange: 'stop',
      record: null,
      strictTape: false,
      emit,
      warn: note,
    } as const;
    const { interrupted } = await withSession(store, run, session, async (deps) => {
      rows.push(...(await gradeAll(store, run, options, deps)));
    });
    if (options.json) outJson(rows);
    else out(tableOf(rows));
    host.end(interrupted ? 130 : rows.some(({ verdict }) => verdict === 'errored') ? 2 : 0);
  });
}

async function gradeAll(store: Store, run: Run, options: GradeOptions, deps: GradingDeps): Promise<Row[]> {
  const queue = new PQueue({ concurrency: run.config.running.sandboxes });
  const issues = store
    .issues(run.id)
    .filter(({ instanceId }) => options.instances?.includes(instanceId) ?? true);
  const rows = await Promise.all(
    issues.flatMap((issue) =>
      wanted(store, run, issue, options).map((graded) =>
        queue.add(() => gradeOne(store, run, issue, graded, options, deps)),
      ),
    ),
  );
  return rows.flatMap((row) => (row ? [row] : []));
}

function wanted(store: Store, run: Run, { instanceId }: Issue, { all, base }: GradeOptions): Graded[] {
  const { candidates } = finalsOf(store, run.id, instanceId);
  const selection = standingChoice(store.selections(run.id, instanceId), run.config.selectBy);
  const chosen = selection?.candidateId ?? null;
  const picked = candidates.filter(({ id }) => all || id === chosen);
  return [
    ...(base ? [{ candidateId: null, patch: null }] : []),
    ...picked.map(({ id, patch }) => ({ candidateId: id, patch })),
  ];
}

async function gradeOne(
  store: Store,
  run: Run,
  issue: Issue,
  graded: Graded,
  { again }: GradeOptions,
  deps: GradingDeps,
): Promise<Row | null> {
  if (deps.stopping.aborted) return null;
  const { instanceId } = issue;
  const candidate = store.candidates(run.id, instanceId).find(({ id }) => id === graded.candidateId);
  const row = {
    instance: instanceId,
    candidate: graded.candidateId ?? ('base' as const),
    origins: candidate?.sources.map(({ origin }) => origin) ?? [],
  };
  const known = store
    .grades(run.id)
    .find((grade) => grade.instanceId === instanceId && grade.candidateId === graded.candidateId);
  if (known && known.verdict !== 'errored' && !again) return { ...row, verdict: known.verdict, cause: null };
  try {
    const { verdict, cause } = await gradePatch(issue, graded, deps);
    note(`${instanceId}  ${row.candidate}: ${verdict}`);
    return { ...row, verdict, cause };
  } catch (error) {
    if (!(error instanceof MachineryError) || deps.signal.aborted) throw error;
    return { ...row, verdict: 'errored', cause: error.message };
  }
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['issue', 'candidate', 'from', 'grade', 'cause'],
    style: { head: [], border: [], compact: true },
  });
  for (const { instance, candidate, origins, verdict, cause } of rows) {
    table.push([instance, candidate, origins.join(', ').slice(0, 60), verdict, cause ?? '']);
  }
  return table.toString();
}
