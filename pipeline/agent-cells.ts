import { packText } from '../db/packed-text.ts';
import type { Config } from '../domain/config.ts';
import type { Cell, CellResult, Limits } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import { scriptNameOf } from '../domain/language.ts';
import { normaliseOutput } from '../domain/normalise-output.ts';
import { patchIdentity } from '../domain/patch.ts';
import type { Execution } from '../domain/records.ts';
import type { AgentCell } from '../domain/trajectory.ts';
import type { Deps } from './deps.ts';

/** A test script on a patch, or on base for null. */
export function testCell(issue: Issue, patch: string | null, testScript: string, limits: Limits): Cell {
  const { instanceId, image, repository, baseCommit, language, runCommand } = issue;
  const fileName = scriptNameOf(language);
  const script = { text: testScript, fileName, command: runCommand, place: 'root' as const };
  return { instanceId, image, repository, baseCommit, patch, script, limits };
}

export function limitsOf({ execution }: Config, timeoutMs: number): Limits {
  const { memoryBytes, pids, cpus, diskBytes, outputBytes } = execution;
  return { timeoutMs, memoryBytes, pids, cpus, diskBytes, outputBytes };
}

/**
 * Runs the cells an agent asks for. Equal cells run once per issue: what is stored already is read. Outputs come
 * normalised, so that the agent's next request does not depend on paths, addresses or timings.
 */
export async function runAgentCells(
  issue: Issue,
  cells: readonly AgentCell[],
  deps: Deps,
): Promise<CellResult[]> {
  const { store, run, config } = deps;
  const { instanceId } = issue;
  const { timeoutMs } = config.execution;
  const limits = limitsOf(config, timeoutMs);
  return Promise.all(
    cells.map(async ({ patch, testScript }) => {
      const testScriptId = store.ensureTestScript(run.id, instanceId, await packText(testScript));
      const candidateId =
        patch === null ? null : store.ensureCandidate(run.id, instanceId, await packPatch(patch));
      const known = store.findExecution(run.id, instanceId, { testScriptId, candidateId, timeoutMs });
      if (known) return normalised(known);
      const [result] = await deps.engine.execute([testCell(issue, patch, testScript, limits)], deps.signal);
      if (!result) throw new Error('the sandbox answered a cell with nothing');
      store.putExecution(
        run.id,
        instanceId,
        { testScriptId, candidateId, timeoutMs, ...result },
        await packText(result.output),
      );
      return normalised(result);
    }),
  );
}

export async function packPatch(patch: string) {
  return { identity: patchIdentity(patch), text: await packText(patch) };
}

function normalised({ outcome, exitCode, output, seconds, reason }: CellResult | Execution): CellResult {
  return { outcome, exitCode, output: normaliseOutput(output), seconds, reason };
}
