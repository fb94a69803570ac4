import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import { filterIssues } from '../pipeline/pick-issues.ts';
import { findDataset } from '../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../pipeline/swebench/dataset/hub-settings.ts';
import { tokensOf } from '../pipeline/tokens.ts';
import { usableIssues } from './choose-issues.ts';
import { type DatasetOptions, filterOf } from './dataset-options.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { modelsOf, withPrices } from './model-settings.ts';
import { note, out, outJson } from './output.ts';
import { assumedCost } from './plan/assumed-cost.ts';
import { assumptionLines, paperRunning } from './plan/assumptions.ts';
import { type ForecastInput, forecast } from './plan/forecast.ts';
import { type Pilot, readPilot } from './plan/pilot.ts';
import { type PlanBasis, planText } from './plan/plan-text.ts';
import { scaledCosts } from './plan/scaled-cost.ts';
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
  readonly selectBy?: string;
  readonly budget?: number;
  readonly slots?: number;
  readonly pilot?: string;
  readonly unknownPrice: 'refuse' | 'allow';
}

/** Says what a run would cost; asks no model. */
export async function planCommand(options: PlanOptions, host: Host): Promise<void> {
  const { pilot: name } = options;
  const pilot =
    name === undefined
      ? null
      : await withReader(options.store, host, (store) => readPilot(store, findRun(store, name)));
  const config = plannedConfig(options, pilot);
  const texts = await issueTexts(options, host);
  const issueTokens = texts.map(tokensOf);
  const plan = forecast(pilot ? measured(pilot, config, issueTokens) : assumed(config, issueTokens));
  const basis = basisOf(pilot, config);
  if (options.json) outJson({ ...basis, ...plan });
  else out(safeText(planText(plan, basis)));
}

function plannedConfig(options: PlanOptions, pilot: Pilot | null): Config {
  const { samples, turns, context, selectBy, budget, slots } = options;
  const perTurn = turns === undefined ? undefined : { turns };
  const before = pilot && { ...pilot.config, running: { ...pilot.config.running, budgetUsd: null } };
  const config = mergeConfig(before ?? {}, options.config ? readConfigFile(options.config) : {}, {
    samples,
    models: modelsOf(options.model ?? []),
    testing: perTurn,
    editing: perTurn,
    context: { mode: context },
    selectBy,
    running: { slots },
  });
  if (config.models.default === '') throw new UsageError('--model says which model a plan is for');
  // A plan with an unknown price keeps no budget, so it may go with one; what depends on it is then unknown too.
  const priced = withPrices(config, options.unknownPrice);
  return budget === undefined ? priced : { ...priced, running: { ...priced.running, budgetUsd: budget } };
}

async function issueTexts(options: PlanOptions, host: Host): Promise<string[]> {
  const { dataset, split, limit } = options;
  const place = await findDataset(
    { name: dataset, split, before: null },
    hubSettings(host.environment),
    note,
  );
  const issues = filterIssues(await usableIssues(place, false), filterOf(options)).slice(0, limit);
  if (issues.length === 0) throw new UsageError(`--dataset ${dataset}: no issue is left to plan for`);
  return issues.map(({ text }) => text);
}

function assumed(config: Config, issueTokens: readonly number[]): ForecastInput {
  const costs = (of: Config, running: readonly number[]) =>
    issueTokens.map((tokens) => assumedCost(of, tokens, running));
  return {
    config,
    issues: issueTokens.length,
    isMeasured: false,
    costOf: (of) => costs(of, paperRunning(mostTurns(of))),
    most: costs(
      config,
      Array.from({ length: mostTurns(config) }, () => 1),
    ),
  };
}

function measured(pilot: Pilot, config: Config, issueTokens: readonly number[]): ForecastInput {
  const tokens = issueTokens.reduce((sum, count) => sum + count, 0) / issueTokens.length;
  return {
    config,
    issues: issueTokens.length,
    isMeasured: true,
    costOf: (of) => scaledCosts(pilot, of, tokens),
    most: null,
  };
}

function mostTurns({ testing, editing }: Config): number {
  return Math.max(testing.turns, editing.turns);
}

function basisOf(pilot: Pilot | null, config: Config): PlanBasis {
  if (pilot === null)
    return {
      source: 'assumptions (no pilot)',
      assumptions: assumptionLines("as the paper's trajectories, of which 39 % still run at call 8"),
    };
  const { name, issues, config: before } = pilot;
  const isOther = before.context.mode !== config.context.mode;
  return {
    source: `pilot ${name}, ${issues.length} finished issues`,
    assumptions: [
      `tokens, cache shares, turns used and seconds per call as in the pilot (${before.samples} samples x ${before.editing.turns} turns), in proportion to the samples`,
      ...(isOther
        ? [
            `context ${config.context.mode}: not in the pilot (${before.context.mode}), by the development medians`,
          ]
        : []),
      'time: calls spread over all slots; executions and rate limits are not counted',
    ],
  };
}
