import { createHash } from 'node:crypto';
import { packText } from '../../db/packed-text.ts';
import type { Store } from '../../db/store.ts';
import type { Config } from '../../domain/config.ts';
import { UsageError } from '../../domain/errors.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Run } from '../../domain/records.ts';
import { mergeConfig, readConfigFile } from '../merge-config.ts';
import { modelsOf, sayUnusedPrices, withPrices } from '../model-settings.ts';
import type { SolveOptions } from '../solve-command.ts';

export interface PreparedSolve {
  readonly run: Run;
  readonly issue: Issue;
  /** Writes what the options add. Only for the holder of the run. */
  fill(): Promise<void>;
}

/**
 * The run of an issue, new or resumed. Without a name of its own it has one by repository, commit, text and everything
 * that decides what a test script shows: the same command finds its run again, and another begins another.
 */
export function prepareSolve(store: Store, issue: Issue, options: SolveOptions): PreparedSolve {
  const name = options.run ?? `solve-${issue.instanceId}-${fingerprint(issue)}`;
  const before = store.findRun(name);
  const stored = before ? store.issues(before.id) : [];
  if (
    before &&
    (before.dataset !== null || stored.some((known) => fingerprint(known) !== fingerprint(issue)))
  )
    throw new UsageError(
      `run ${name} is of another issue, commit, image, language or set-up; give this one a name of its own with --run`,
    );
  const { samples, turns, budget, timeout, testCommand, testTimeout } = options;
  const perTurn = turns === undefined ? undefined : { turns };
  const timeoutMs = timeout === undefined ? undefined : timeout * 1000;
  const flags = {
    sandbox: issue.image.name === '' ? 'process' : 'docker',
    samples,
    models: modelsOf(options.model ?? [], options.namedModel),
    testing: perTurn,
    editing: perTurn,
    execution: { timeoutMs, gridTimeoutMs: timeoutMs },
    regression: {
      command: testCommand,
      timeoutMs: testTimeout === undefined ? undefined : testTimeout * 1000,
    },
    running: { budgetUsd: budget },
    grade: false,
  };
  const file = options.config === undefined ? {} : readConfigFile(options.config);
  const merged = mergeConfig(before?.config ?? {}, file, flags);
  sayUnusedPrices(file, merged);
  const config = withPrices(merged, options.unknownPrice);
  const run = { ...(before ?? store.createRun(name, config, null)), config };
  const fill = async () => {
    store.updateConfig(run.id, config);
    store.addInstance(run.id, 0, issue, await packText(issue.text));
  };
  return { run, issue, fill };
}

/** What the options and their file say of models, as far as it can be told before there is an issue. */
export function solveSettings({ config, model, namedModel, samples, budget }: SolveOptions): Config {
  const file = config === undefined ? {} : readConfigFile(config);
  const running = { budgetUsd: budget };
  return mergeConfig(file, { samples, running, models: modelsOf(model ?? [], namedModel) });
}

/** Eight hex digits. */
function fingerprint(issue: Issue): string {
  const { repository, baseCommit, text, image, language, runCommand } = issue;
  const whole = [repository, baseCommit, text, image.name, image.root, image.setup, language, runCommand];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex').slice(0, 8);
}
