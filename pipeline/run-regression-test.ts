import { packText } from '../db/packed-text.ts';
import type { Cell, CellResult } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import type { Candidate } from '../domain/records.ts';
import { limitsOf } from './agent-cells.ts';
import type { Deps } from './deps.ts';
import { gridOf } from './grid.ts';
import { packOutput } from './pack-output.ts';
import { findRegressions, REGRESSION_ORIGIN } from './regression.ts';
import { settleAll } from './settle-all.ts';

/**
 * Runs the repository's own tests on base and, if they pass there, on each candidate; what ran before is not run again.
 * Does nothing where no command runs them. A result that is no pass is tried once more, because it would bury a
 * candidate, or void all of this evidence: where the second try passes, the tests are flaky.
 */
export async function runRegressionTest(
  issue: Issue,
  candidates: readonly Candidate[],
  deps: Deps,
): Promise<void> {
  const { store, run, config } = deps;
  const { command } = config.regression;
  if (command === null) return;
  const { instanceId } = issue;
  const test = store.importTestScript(run.id, instanceId, REGRESSION_ORIGIN, await packText(command));
  await runMissing(issue, { test, command, candidates: [null] }, deps);
  if (findRegressions(store, run.id, instanceId, config.regression)?.void !== null) return;
  await runMissing(issue, { test, command, candidates }, deps);
}

interface RegressionCells {
  readonly test: number;
  readonly command: string;
  /** Null stands for base. */
  readonly candidates: readonly (Candidate | null)[];
}

async function runMissing(
  issue: Issue,
  { test, command, candidates }: RegressionCells,
  deps: Deps,
): Promise<void> {
  const { store, run, config } = deps;
  const { timeoutMs } = config.regression;
  const grid = gridOf(store, run.id, issue.instanceId, timeoutMs);
  const missing = candidates.filter((candidate) => !grid.execution(test, candidate?.id ?? null));
  await settleAll(
    missing.map(async (candidate) => {
      const limits = limitsOf(config, timeoutMs);
      const result = await runTwiceUnlessPassed(
        regressionCell(issue, candidate?.patch ?? null, command, limits),
        deps,
      );
      const key = { testScriptId: test, candidateId: candidate?.id ?? null, timeoutMs };
      const output = await packOutput(result.output);
      store.putExecution(run.id, issue.instanceId, { ...key, ...result }, output);
    }),
  );
}

/** Sourced, so that what the image's set-up defined is there. */
function regressionCell(issue: Issue, patch: string | null, command: string, limits: Cell['limits']): Cell {
  const { instanceId, image, repository, baseCommit } = issue;
  const fileName = 'troop_regression.sh';
  const script = { text: `${command}\n`, fileName, command: '. {script}', place: 'outside' as const };
  return { instanceId, image, repository, baseCommit, patch, script, limits };
}

async function runTwiceUnlessPassed(cell: Cell, deps: Deps): Promise<CellResult> {
  const first = await runOne(cell, deps);
  if (first.outcome === 'pass' || first.outcome === 'not-applied') return first;
  const second = await runOne(cell, deps);
  if (second.outcome !== 'pass') return first;
  return { ...first, outcome: 'flaky', reason: 'did not pass once, and passed when tried again' };
}

async function runOne(cell: Cell, { engine, signal }: Deps): Promise<CellResult> {
  const [result] = await engine.execute([cell], signal);
  if (!result) throw new Error('the sandbox answered a cell with nothing');
  return result;
}
