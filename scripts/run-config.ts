import { CODEMONKEYS_PRESET, type Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { mergeConfig, readConfigFile } from './merge-config.ts';
import { modelsOf, withPrices } from './model-settings.ts';
import type { RunOptions } from './run-command.ts';

/**
 * The settings that a run has from now on: those it was begun with, under the preset, the file and the flags of this
 * command. Throws a UsageError that names what does not fit.
 */
export function runConfig(options: RunOptions, before: Run | null): Config {
  return withPrices(configOf(options, before), options.unknownPrice);
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
    models: modelsOf(options.model ?? [], options.namedModel),
    testing: perTurn,
    editing: perTurn,
    context: { mode: context, given },
    voteRule: vote,
    selectBy,
    execution: { timeoutMs, gridTimeoutMs: timeoutMs },
    running: { budgetUsd: budget, issueUsd: options.issueBudget, slots, sandboxes },
    ...(options.edit && before ? {} : { edit: options.edit }),
    ...(options.grade && before ? {} : { grade: options.grade }),
  };
}
