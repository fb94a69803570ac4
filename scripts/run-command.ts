import { resolve } from 'node:path';
import type { Store } from '../db/store.ts';
import type { OnChange } from '../pipeline/deps.ts';
import { runIssues } from '../pipeline/run-issues.ts';
import { type IssueSummary, summarise } from '../pipeline/summary.ts';
import type { Host } from './host.ts';
import { note, out, outJson } from './output.ts';
import { pausing } from './pausing.ts';
import { prepareRun } from './prepare-run.ts';
import { progressPrinter } from './progress.ts';
import { runTable } from './reports/run-table.ts';
import { safeText } from './safe-text.ts';
import { withSession, withStore } from './session.ts';

export interface RunOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run: string;
  readonly dataset?: string;
  readonly instances?: readonly string[];
  readonly limit?: number;
  readonly model?: readonly string[];
  readonly preset?: string;
  readonly config?: string;
  readonly samples?: number;
  readonly turns?: number;
  readonly budget?: number;
  readonly context?: string;
  readonly given?: readonly string[];
  readonly vote?: string;
  readonly selectBy?: string;
  readonly sandbox?: string;
  readonly import?: readonly string[];
  readonly edit: boolean;
  readonly grade: boolean;
  readonly unsafe: boolean;
  readonly slots?: number;
  readonly sandboxes?: number;
  readonly timeout?: number;
  readonly onChange: OnChange;
  readonly unknownPrice: 'refuse' | 'allow';
  readonly record?: string;
  readonly recordOf?: string;
  readonly strictTape: boolean;
  readonly verbose: boolean;
  readonly debugPauseMs?: number;
}

/** Runs or resumes, then prints what the run has come to. */
export async function runCommand(options: RunOptions, host: Host): Promise<void> {
  await withStore(options.store, host, async (opened) => {
    const store = options.debugPauseMs ? pausing(opened, options.debugPauseMs) : opened;
    const { summaries, interrupted } = await performRun(options, host, store);
    const unfinished = summaries.filter(({ state }) => state !== 'done').length;
    if (options.json) outJson({ run: options.run, store: resolve(options.store), issues: summaries });
    else out(safeText(runTable(summaries)));
    if (unfinished > 0)
      note(
        `${unfinished} of ${summaries.length} issues are unfinished; the same command resumes them (with a higher --budget, where the money ran out)`,
      );
    host.end(interrupted ? 130 : unfinished > 0 ? 2 : 0);
  });
}

/** Prepares the run's row, issues and imports, and works until all is done or the run is stopped. */
export async function performRun(
  options: RunOptions,
  host: Host,
  store: Store,
): Promise<{ summaries: IssueSummary[]; interrupted: boolean }> {
  const { run, fill } = await prepareRun(options, store);
  const warn = (message: string) => note(message);
  const session = {
    environment: host.environment,
    onChange: options.onChange,
    record: options.record ? { path: options.record, of: options.recordOf ?? `run ${run.name}` } : null,
    strictTape: options.strictTape,
    emit: progressPrinter(note, options.verbose),
    warn,
  };
  const { interrupted } = await withSession(store, run, session, async (deps) => {
    await fill();
    await runIssues(store.issues(run.id), deps);
  });
  return { summaries: summarise(store, run), interrupted };
}
