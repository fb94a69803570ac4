import { BATCH_ROLES, CODEMONKEYS_PRESET, type Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { pricedIn } from './model-prices.ts';
import { modelsOf, sayUnusedPrices, withPrices } from './model-settings.ts';
import type { RunOptions } from './run-command.ts';
import type { SettingsOptions } from './settings-options.ts';

/** What says the settings of a run; those of other commands are left out. */
type ConfigOptions = SettingsOptions &
  Partial<Pick<RunOptions, 'vote' | 'timeout' | 'sandboxes' | 'grade' | 'prices'>>;
type Before = Pick<Run, 'config'> | null;

/**
 * The settings that a run has from now on: those it was begun with, under the preset, the file and the flags of this
 * command. Throws a UsageError that names what does not fit.
 */
export function runConfig(options: ConfigOptions, before: Before): Config {
  const { preset, config: path } = options;
  if (preset !== undefined && preset !== 'codemonkeys')
    throw new UsageError(`no preset ${preset}; there is codemonkeys`);
  const file = path ? readConfigFile(path) : {};
  const config = mergeConfig(
    before ? withoutStalePrices(before.config, file, options) : {},
    preset ? CODEMONKEYS_PRESET : {},
    file,
    flagsOf(options, before),
  );
  sayUnusedPrices(file, config);
  return withPrices(config, options.unknownPrice);
}

/** A price that is given anew is not laid over the old one; one of a list is looked up again where that is asked. */
function withoutStalePrices(before: Config, file: unknown, { prices }: ConfigOptions): Config {
  const given = pricedIn(file);
  const keeps = ([name]: [string, unknown]) =>
    !(given.includes(name) || (prices === 'refresh' && name in before.priceLists));
  const kept = <T>(record: Record<string, T>) => Object.fromEntries(Object.entries(record).filter(keeps));
  return { ...before, prices: kept(before.prices), priceLists: kept(before.priceLists) };
}

function batchOf({ batch }: SettingsOptions) {
  if (batch === undefined) return undefined;
  return { roles: batch ? [...BATCH_ROLES] : [] };
}

/** Only what was said on the command line; a resumed run keeps its other settings. */
function flagsOf(options: ConfigOptions, before: Before) {
  const { samples, turns, budget, slots, sandboxes, timeout, context, given, vote, selectBy, sandbox } =
    options;
  const perTurn = turns === undefined ? undefined : { turns };
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  return {
    sandbox,
    samples,
    models: modelsOf(options.model ?? [], options.namedModel),
    testing: perTurn,
    editing: perTurn,
    context: { mode: context, given },
    voteRule: vote,
    selectBy,
    execution: { timeoutMs, gridTimeoutMs: timeoutMs },
    running: {
      budgetUsd: budget,
      issueUsd: options.issueBudget,
      slots,
      sandboxes,
      batch: batchOf(options),
    },
    ...(options.edit && before ? {} : { edit: options.edit }),
    ...(options.grade && before ? {} : { grade: options.grade }),
  };
}
