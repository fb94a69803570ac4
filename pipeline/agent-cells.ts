import { packText } from '../db/packed-text.ts';
import type { Config } from '../domain/config.ts';
import type { Cell, CellResult, Limits } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import { scriptNameOf } from '../domain/language.ts';
import { maskSecrets } from '../domain/mask-secrets.ts';
import { normaliseOutput } from '../domain/normalise-output.ts';
import { patchIdentity } from '../domain/patch.ts';
import type { Execution, WorkItem } from '../domain/records.ts';
import type { AgentCell } from '../domain/trajectory.ts';
import type { Deps } from './deps.ts';
import { packOutput } from './pack-output.ts';
import { settleAll } from './settle-all.ts';

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
export function runAgentCells(
  asked: AskedCells,
  cells: readonly AgentCell[],
  deps: Deps,
): Promise<CellResult[]> {
  return settleAll(cells.map((cell) => runAgentCell(asked, cell, deps)));
}

/** Whose cells they are. */
export interface AskedCells {
  readonly issue: Issue;
  readonly item: Pick<WorkItem, 'id'>;
}

async function runAgentCell(
  { issue, item }: AskedCells,
  { patch, testScript }: AgentCell,
  deps: Deps,
): Promise<CellResult> {
  const { store, run, config } = deps;
  const { instanceId } = issue;
  const { timeoutMs } = config.execution;
  const packed = patch === null ? null : await packPatch(patch);
  const script = await packText(testScript);
  const { key, isExact, known } = store.together(() => {
    const testScriptId = store.ensureTestScript(run.id, instanceId, script);
    const candidateId = packed && store.ensureCandidate(run.id, instanceId, packed);
    // A patch that merely moves its lines is the same candidate (ADR 6), yet its author must see what it does itself.
    const isExact = candidateId === null || packed === null || store.isExactly(candidateId, packed.text);
    const key = { testScriptId, candidateId, timeoutMs };
    return { key, isExact, known: isExact ? store.findExecution(run.id, instanceId, key) : null };
  });
  if (known) return normalised(known);
  const limits = limitsOf(config, timeoutMs);
  const cell = { ...testCell(issue, patch, testScript, limits), session: `${run.id}/${item.id}` };
  const [result] = await deps.engine.execute([cell], deps.signal);
  if (!result) throw new Error('the sandbox answered a cell with nothing');
  if (isExact) {
    store.putExecution(run.id, instanceId, { ...key, ...result }, await packOutput(result.output));
  }
  return normalised(result);
}

export async function packPatch(patch: string) {
  return { identity: patchIdentity(patch), text: await packText(patch) };
}

function normalised({ outcome, exitCode, output, seconds, reason }: CellResult | Execution): CellResult {
  return { outcome, exitCode, output: maskSecrets(normaliseOutput(output)), seconds, reason };
}
