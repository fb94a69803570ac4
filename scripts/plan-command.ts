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
import { note, out, outJson } from './output.ts';
import { forecast } from './plan/forecast.ts';
import { type Pilot, readPilot } from './plan/pilot.ts';
import { basisOf } from './plan/plan-basis.ts';
import { assumedInput, pilotInput } from './plan/plan-input.ts';
import { planText } from './plan/plan-text.ts';
import { type ReadRepositories, readRepositories, sizesFor } from './plan/repository-sizes.ts';
import { refuseMissingFiles } from './refuse-contradictions.ts';
import { runConfig } from './run-config.ts';
import { safeText } from './safe-text.ts';
import { withReader } from './session.ts';
import type { SettingsOptions } from './settings-options.ts';

interface PlanOptions extends DatasetOptions, SettingsOptions {
  readonly store: string;
  readonly json: boolean;
  readonly dataset: string;
  readonly limit?: number;
  /** Repositories to read at most. */
  readonly read: number;
  readonly pilot?: string;
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

function plannedConfig({ budget, issueBudget, ...options }: PlanOptions, pilot: Pilot | null): Config {
  const before = pilot && { config: withLimits(pilot.config, { budgetUsd: null, issueUsd: null }) };
  // A plan with an unknown price keeps no budget, so it may go with one; what depends on it is then unknown too.
  const config = runConfig(options, before);
  if (config.models.default === '') throw new UsageError('--model says which model a plan is for');
  refuseMissingFiles(options, config);
  const { budgetUsd, issueUsd } = config.running;
  const pilotUsd = pilot?.config.running.issueUsd ?? null;
  return withLimits(config, {
    budgetUsd: budget ?? budgetUsd,
    issueUsd: issueBudget ?? issueUsd ?? pilotUsd,
  });
}

function withLimits(config: Config, limits: Pick<Config['running'], 'budgetUsd' | 'issueUsd'>): Config {
  return { ...config, running: { ...config.running, ...limits } };
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
