import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { packText } from '../db/packed-text.ts';
import type { Store } from '../db/store.ts';
import { CODEMONKEYS_PRESET, type Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { ROLES } from '../domain/model.ts';
import type { Run } from '../domain/records.ts';
import type { OnChange } from '../pipeline/deps.ts';
import { importPredictions, parsePredictions } from '../pipeline/predictions.ts';
import { runIssues } from '../pipeline/run-issues.ts';
import { type IssueSummary, summarise } from '../pipeline/summary.ts';
import { readIssues } from '../pipeline/swebench/rows.ts';
import { pricesOf } from './compose.ts';
import type { Host } from './host.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { note, out, outJson } from './output.ts';
import { pausing } from './pausing.ts';
import { progressPrinter } from './progress.ts';
import { runTable } from './reports/run-table.ts';
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
    else out(runTable(summaries));
    if (unfinished > 0)
      note(`${unfinished} of ${summaries.length} issues are unfinished; the same command resumes them`);
    host.end(interrupted ? 130 : unfinished > 0 ? 2 : 0);
  });
}

/** Prepares the run's row, issues and imports, and works until all is done or the run is stopped. */
export async function performRun(
  options: RunOptions,
  host: Host,
  store: Store,
): Promise<{ summaries: IssueSummary[]; interrupted: boolean }> {
  const run = await prepareRun(options, store);
  const warn = (message: string) => note(message);
  const session = {
    environment: host.environment,
    onChange: options.onChange,
    record: options.record ? { path: options.record, of: options.recordOf ?? `run ${run.name}` } : null,
    strictTape: options.strictTape,
    emit: progressPrinter(note, options.verbose),
    warn,
  };
  const { interrupted } = await withSession(store, run, session, (deps) =>
    runIssues(store.issues(run.id), deps),
  );
  return { summaries: summarise(store, run), interrupted };
}

async function prepareRun(options: RunOptions, store: Store): Promise<Run> {
  const before = store.findRun(options.run);
  const dataset = options.dataset ? resolve(options.dataset) : (before?.dataset ?? null);
  if (!dataset) throw new UsageError(`run ${options.run} is new and needs --dataset FILE`);
  if (before && options.dataset && before.dataset !== dataset) {
    throw new UsageError(
      `run ${options.run} belongs to the data set ${before.dataset}; give the new one a run of its own`,
    );
  }
  const config = withPrices(configOf(options, before), options);
  if (options.import && config.sandbox === 'process' && !options.unsafe) {
    throw new UsageError(
      "imported candidates are strangers' code and --sandbox process does not isolate it; use docker, or add --unsafe",
    );
  }
  const issues = before && !options.instances && !options.limit ? [] : await chosenIssues(dataset, options);
  const run = before ?? store.createRun(options.run, config, dataset);
  if (before) store.updateConfig(run.id, config);
  for (const [position, issue] of issues.entries())
    store.addInstance(run.id, position, issue, await packText(issue.text));
  for (const file of options.import ?? []) await importFile(store, run, file);
  return { ...run, config };
}

function configOf(options: RunOptions, before: Run | null): Config {
  const { preset, config } = options;
  if (preset !== undefined && preset !== 'codemonkeys')
    throw new UsageError(`no preset ${preset}; there is codemonkeys`);
  return mergeConfig(
    before?.config ?? {},
    preset ? CODEMONKEYS_PRESET : {},
    config ? readConfigFile(config) : {},
    flagsOf(options, before),
  );
}

/** Only what was said on the command line; a resumed run keeps its other settings. */
function flagsOf(options: RunOptions, before: Run | null) {
  const { samples, turns, budget, slots, sandboxes, timeout, context, given, vote, selectBy, sandbox } =
    options;
  const perTurn = turns === undefined ? undefined : { turns };
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  return {
    sandbox,
    samples,
    models: modelsOf(options.model ?? []),
    testing: perTurn,
    editing: perTurn,
    context: { mode: context, given },
    voteRule: vote,
    selectBy,
    execution: { timeoutMs, gridTimeoutMs: timeoutMs },
    running: { budgetUsd: budget, slots, sandboxes },
    ...(options.edit && before ? {} : { edit: options.edit }),
    ...(options.grade && before ? {} : { grade: options.grade }),
  };
}

function modelsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((text) => {
      const role = ROLES.find((name) => text.startsWith(`${name}=`));
      return role ? [role, text.slice(role.length + 1)] : ['default', text];
    }),
  );
}

function withPrices(config: Config, { unknownPrice }: RunOptions): Config {
  const prices = { ...config.prices, ...pricesOf(config) };
  const unknown = Object.keys(prices).filter((name) => prices[name] === null);
  if (unknown.length > 0 && unknownPrice === 'refuse') {
    const [name] = unknown;
    throw new UsageError(
      `nobody knows the price of ${unknown.join(', ')}; give it in a --config file as prices: {"${name}": {input, output, cacheRead, cacheWrite}} in USD per million tokens, or say --unknown-price allow`,
    );
  }
  if (unknown.length > 0 && config.running.budgetUsd !== null) {
    throw new UsageError(`--budget cannot be kept without the price of ${unknown.join(', ')}`);
  }
  return { ...config, prices };
}

async function chosenIssues(dataset: string, { instances, limit }: RunOptions): Promise<Issue[]> {
  const { issues, problems } = await readIssues(dataset);
  for (const { message } of problems) note(`left out: ${message}`);
  const ids = new Set(issues.map((issue) => issue.instanceId));
  const missing = (instances ?? []).filter((id) => !ids.has(id));
  if (missing.length > 0) throw new UsageError(`${dataset} has no instance ${missing.join(', ')}`);
  const wanted = instances ? issues.filter(({ instanceId }) => instances.includes(instanceId)) : issues;
  return limit === undefined ? wanted : wanted.slice(0, limit);
}

async function importFile(store: Store, run: Run, file: string): Promise<void> {
  if (!existsSync(file)) throw new UsageError(`--import: there is no file ${file}`);
  const { candidates, empty, unknown } = await importPredictions(
    store,
    run,
    parsePredictions(readFileSync(file, 'utf8'), file),
  );
  const left = unknown.length > 0 ? `, ${unknown.length} for instances that the run does not have` : '';
  note(`${file}: ${candidates} predictions imported, ${empty} empty${left}`);
}
