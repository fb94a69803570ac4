import { resolve } from 'node:path';
import type { Store } from '../db/store.ts';
import type { OnChange, RunEvent } from '../pipeline/deps.ts';
import { undoneFirst } from '../pipeline/pick-issues.ts';
import { runIssues } from '../pipeline/run-issues.ts';
import { type IssueSummary, issueState, summarise } from '../pipeline/summary.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import type { DatasetOptions } from './dataset-options.ts';
import type { Host } from './host.ts';
import { environmentOfModels } from './keys-file.ts';
import { moneyProgress } from './money-progress.ts';
import { heldByOpen, higherLimits, type Stopped } from './money-stop.ts';
import { note, out, outJson } from './output.ts';
import { pausing } from './pausing.ts';
import { prepareRun } from './prepare-run.ts';
import { progressPrinter } from './progress.ts';
import { countGrades } from './reports/grade-counts.ts';
import { runTable } from './reports/run-table.ts';
import { safeText } from './safe-text.ts';
import { withSession, withStore } from './session.ts';
import type { SettingsOptions } from './settings-options.ts';

export interface RunOptions extends DatasetOptions, SettingsOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run: string;
  readonly dataset?: string;
  readonly limit?: number;
  readonly keys?: string;
  readonly vote?: string;
  readonly import?: readonly string[];
  readonly grade: boolean;
  readonly unsafe: boolean;
  readonly sandboxes?: number;
  readonly timeout?: number;
  readonly onChange: OnChange;
  readonly prices?: 'keep' | 'refresh';
  readonly record?: string;
  readonly recordOf?: string;
  readonly strictTape: boolean;
  readonly pull?: PullPolicy;
  readonly verbose: boolean;
  readonly debugPauseMs?: number;
}

interface Performed {
  /** All issues of the run. */
  readonly summaries: readonly IssueSummary[];
  readonly interrupted: boolean;
  /** Ids of the issues that this command worked on. */
  readonly next: ReadonlySet<string>;
  /** Issues that the command's filter lets through and that are not done. */
  readonly remaining: number;
  readonly stopped: Stopped;
}

/** Runs or resumes, then prints what the run has come to. */
export async function runCommand(options: RunOptions, host: Host): Promise<void> {
  await withStore(options.store, host, async (opened) => {
    const store = options.debugPauseMs ? pausing(opened, options.debugPauseMs) : opened;
    const { summaries, interrupted, next, remaining, stopped } = await performRun(options, host, store);
    const worked = summaries.filter(({ instance }) => next.has(instance));
    const unfinished = worked.filter(({ state }) => state !== 'done').length;
    if (options.json)
      outJson({
        run: options.run,
        store: resolve(options.store),
        grades: countGrades(summaries),
        issues: summaries,
        remaining,
      });
    else out(safeText(runTable(summaries)));
    if (unfinished > 0) sayUnfinished(`${unfinished} of ${worked.length} issues are unfinished`, stopped);
    if (remaining > unfinished)
      note(
        `${remaining - unfinished} more issues are left; the same command takes up the next ${options.limit}`,
      );
    host.end(interrupted ? 130 : unfinished > 0 ? 2 : 0);
  });
}

function sayUnfinished(what: string, stopped: Stopped): void {
  const limits = higherLimits(stopped.refusals);
  const remedy = limits === null ? '' : ` (with ${limits}, where the money ran out)`;
  note(`${what}; the same command resumes them${remedy}`);
  for (const line of heldByOpen(stopped)) note(line);
}

/** Prepares the run's row, issues and imports, and works until all is done or the run is stopped. */
export async function performRun(options: RunOptions, host: Host, store: Store): Promise<Performed> {
  const warn = (message: string) => note(message);
  const print = progressPrinter(note, options.verbose);
  let money = (_: RunEvent) => {};
  const models = await environmentOfModels(host.environment, { keys: options.keys, warn });
  const { run, fill, next, wanted, done: before } = await prepareRun(options, { host, models }, store);
  const session = {
    environment: host.environment,
    models,
    openEngine: host.openEngine,
    onChange: options.onChange,
    record: options.record ? { path: options.record, of: options.recordOf ?? `run ${run.name}` } : null,
    strictTape: options.strictTape,
    pull: options.pull,
    emit: (event: RunEvent) => {
      print(event);
      money(event);
    },
    warn,
  };
  const { interrupted, refusals } = await withSession(store, run, session, async (deps) => {
    await fill();
    const all = store.issues(run.id);
    const ids = all.map(({ instanceId }) => instanceId);
    const isDone = (instanceId: string) => issueState(store, run, instanceId) === 'done';
    money = moneyProgress({ store, run, done: before, issues: ids, isDone, now: Date.now }, note);
    const issues = all.filter(({ instanceId }) => next.has(instanceId));
    await runIssues(undoneFirst(issues, before), deps);
  });
  const summaries = summarise(store, run);
  const done = summaries.filter(({ instance, state }) => wanted.has(instance) && state === 'done').length;
  const stopped = { store, run, refusals, place: options.store };
  return { summaries, interrupted, next, remaining: wanted.size - done, stopped };
}
