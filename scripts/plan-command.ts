import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { filterIssues } from '../pipeline/pick-issues.ts';
import { findDataset } from '../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../pipeline/swebench/dataset/hub-settings.ts';
import { tokensOf } from '../pipeline/tokens.ts';
import { usableIssues } from './choose-issues.ts';
import { composeRepositories } from './compose.ts';
import { type DatasetOptions, filterOf } from './dataset-options.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { modelsOf, sayUnusedPrices, withPrices } from './model-settings.ts';
import { note, out, outJson } from './output.ts';
import { forecast } from './plan/forecast.ts';
import { type Pilot, readPilot } from './plan/pilot.ts';
import { basisOf } from './plan/plan-basis.ts';
import { assumedInput, pilotInput } from './plan/plan-input.ts';
import { planText } from './plan/plan-text.ts';
import { type ReadRepositories, readRepositories, sizesFor } from './plan/repository-sizes.ts';
import { safeText } from './safe-text.ts';
import { withReader } from './session.ts';

interface PlanOptions extends DatasetOptions {
  readonly store: string;
  readonly json: boolean;
  readonly dataset: string;
  readonly limit?: number;
  readonly model?: readonly string[];
  readonly config?: string;
  readonly samples?: number;
  readonly turns?: number;
  readonly context?: string;
  readonly given?: readonly string[];
  readonly sandbox?: string;
  /** Repositories to read at most. */
  readonly read: number;
  readonly selectBy?: string;
  readonly budget?: number;
  readonly slots?: number;
  readonly pilot?: string;
  readonly unknownPrice: 'refuse' | 'allow';
}

/** Says what a run would cost; asks no model, and builds and pulls nothing. */
export async function planCommand(options: PlanOptions, host: Host): Promise<void> {
  const { pilot: name } = options;
  const pilot =
    name === undefined
      ? null
      : await withReader(options.store, host, (store) => readPilot(store, findRun(store, name)));
  const config = plannedConfig(options, pilot);
  const { place, issues } = await issuesOf(options, host);
  const read = await repositoriesOf(issues, { config, most: options.read, place, host });
  const standIns = sizesFor(issues, read.sizes);
  const planned = issues.map(({ text }, index) => ({
    tokens: tokensOf(text),
    sizes: standIns[index] ?? null,
  }));
  const plan = forecast(
    pilot ? pilotInput(pilot, config, planned, read.sizes) : assumedInput(config, planned),
  );
  const basis = basisOf(pilot, config, { ...read, issues: issues.length });
  if (options.json) outJson({ ...basis, ...plan, repositories: read });
  else out(safeText(planText(plan, basis)));
}

interface ReadingOf {
  readonly config: Config;
  readonly most: number;
  /** Data set, whose rows may hold recipes of images. */
  readonly place: string;
  readonly host: Host;
}

async function repositoriesOf(
  issues: readonly Issue[],
  { config, most, place, host }: ReadingOf,
): Promise<ReadRepositories> {
  if (most === 0) return { sizes: [], unread: [] };
  const { environment } = host;
  const repositories = await composeRepositories(config.sandbox, {
    place,
    environment,
    pull: 'missing',
    say: note,
  });
  try {
    return await readRepositories(issues, { context: config.context, most, open: repositories.open });
  } finally {
    await repositories.close();
  }
}

function plannedConfig(options: PlanOptions, pilot: Pilot | null): Config {
  const { samples, turns, context, given, selectBy, budget, slots, sandbox } = options;
  const perTurn = turns === undefined ? undefined : { turns };
  const before = pilot && { ...pilot.config, running: { ...pilot.config.running, budgetUsd: null } };
  const file = options.config ? readConfigFile(options.config) : {};
  const config = mergeConfig(before ?? {}, file, {
    sandbox,
    samples,
    models: modelsOf(options.model ?? []),
    testing: perTurn,
    editing: perTurn,
    context: { mode: context, given },
    selectBy,
    running: { slots },
  });
  if (config.models.default === '') throw new UsageError('--model says which model a plan is for');
  sayUnusedPrices(file, config);
  // A plan with an unknown price keeps no budget, so it may go with one; what depends on it is then unknown too.
  const priced = withPrices(config, options.unknownPrice);
  return budget === undefined ? priced : { ...priced, running: { ...priced.running, budgetUsd: budget } };
}

async function issuesOf(options: PlanOptions, host: Host) {
  const { dataset, split, limit } = options;
  const place = await findDataset(
    { name: dataset, split, before: null },
    hubSettings(host.environment),
    note,
  );
  const issues = filterIssues(await usableIssues(place, false), filterOf(options)).slice(0, limit);
  if (issues.length === 0) throw new UsageError(`--dataset ${dataset}: no issue is left to plan for`);
  return { place, issues };
}
