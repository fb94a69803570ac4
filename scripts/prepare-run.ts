import { resolve } from 'node:path';
import { packText } from '../db/packed-text.ts';
import type { Store } from '../db/store.ts';
import { CODEMONKEYS_PRESET, type Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { ROLES } from '../domain/model.ts';
import type { Run } from '../domain/records.ts';
import { readIssues } from '../pipeline/swebench/rows.ts';
import { pricesOf } from './compose.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { note } from './output.ts';
import { readImports } from './read-imports.ts';
import { hasImports, refuseUnsafe } from './refuse-unsafe.ts';
import type { RunOptions } from './run-command.ts';
import { importText, storeImports } from './store-imports.ts';

interface PreparedRun {
  readonly run: Run;
  /** Writes what the options add. Only for the holder of the run: another process may be working on it. */
  fill(): Promise<void>;
}

/** Checks options, data set and imports, and makes the run's row where it is new. Throws a UsageError before that. */
export async function prepareRun(options: RunOptions, store: Store): Promise<PreparedRun> {
  const before = store.findRun(options.run);
  const dataset = options.dataset ? resolve(options.dataset) : (before?.dataset ?? null);
  if (!dataset) throw new UsageError(`run ${options.run} is new and needs --dataset FILE`);
  if (before && options.dataset && before.dataset !== dataset) {
    throw new UsageError(
      `run ${options.run} belongs to the data set ${before.dataset}; give the new one a run of its own`,
    );
  }
  const config = withPrices(configOf(options, before), options);
  if (config.context.mode === 'given' && config.context.given.length === 0) {
    throw new UsageError('--context given needs the files: --given lib/a.py,lib/b.py');
  }
  // All files are read before anything is stored: a bad one leaves the store as it was.
  const imports = readImports(options.import ?? []);
  if (imports.length > 0 || (before && hasImports(store, before))) refuseUnsafe(config, options.unsafe);
  // A process that died between the run's row and its issues left a run without any.
  const isFilled = before !== null && store.issues(before.id).length > 0;
  const isNamed = options.instances !== undefined || options.limit !== undefined;
  const issues = isFilled && !isNamed ? [] : await chosenIssues(dataset, options);
  const packed = await Promise.all(
    issues.map(async (issue) => ({ issue, text: await packText(issue.text) })),
  );
  const run = { ...(before ?? store.createRun(options.run, config, dataset)), config };
  const fill = async () => {
    store.updateConfig(run.id, config);
    for (const [position, { issue, text }] of packed.entries())
      store.addInstance(run.id, position, issue, text);
    for (const stored of await storeImports(store, run, imports)) note(importText(stored));
  };
  return { run, fill };
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
  if (issues.length === 0)
    throw new UsageError(`${dataset} has no usable row; each line is a JSON object with SWE-bench columns`);
  const ids = new Set(issues.map((issue) => issue.instanceId));
  const missing = (instances ?? []).filter((id) => !ids.has(id));
  if (missing.length > 0) throw new UsageError(`${dataset} has no instance ${missing.join(', ')}`);
  const wanted = instances ? issues.filter(({ instanceId }) => instances.includes(instanceId)) : issues;
  return limit === undefined ? wanted : wanted.slice(0, limit);
}
