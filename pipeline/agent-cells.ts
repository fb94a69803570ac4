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
  let running = cells.length;
  return settleAll(
    cells.map(async (cell) => {
      const { result, store } = await runAgentCell(asked, cell, deps);
      running -= 1;
      if (running === 0 && store && asked.storeWith) asked.storeWith(store);
      else store?.();
      return normalised(result);
    }),
  );
}

/** Whose cells they are. */
export interface AskedCells {
  readonly issue: Issue;
  readonly item: Pick<WorkItem, 'id'>;
  /** Takes what stores the last result, and calls it in the transaction of the step that follows at once. */
  readonly storeWith?: (store: () => void) => void;
}

interface RanCell {
  readonly result: CellResult | Execution;
  /** Null where nothing is to be stored. */
  readonly store: (() => void) | null;
}

async function runAgentCell(
  { issue, item }: AskedCells,
  { patch, testScript }: AgentCell,
  deps: Deps,
): Promise<RanCell> {
  const { store, run, config } = deps;
  const { instanceId } = issue;
  const { timeoutMs } = config.execution;
  const packed = patch === null ? null : await packPatch(patch);
  const script = await packText(testScript);
  const known = store.together(() => {
    const testScriptId = store.findTestScript(run.id, instanceId, script);
    const candidateId = packed && store.findCandidate(run.id, instanceId, packed);
    if (testScriptId === null || (packed && candidateId === null)) return null;
    const key = { testScriptId, candidateId, timeoutMs };
    return isExact(candidateId) ? store.findExecution(run.id, instanceId, key) : null;
  });
  if (known) return { result: known, store: null };
  const limits = limitsOf(config, timeoutMs);
  const cell = { ...testCell(issue, patch, testScript, limits), session: `${run.id}/${item.id}` };
  const [result] = await deps.engine.execute([cell], deps.signal);
  if (!result) throw new Error('the sandbox answered a cell with nothing');
  const output = await packOutput(result.output);
  return {
    result,
    store: () => {
      const testScriptId = store.ensureTestScript(run.id, instanceId, script);
      const candidateId = packed && store.ensureCandidate(run.id, instanceId, packed);
      if (!isExact(candidateId)) return;
      store.putExecution(run.id, instanceId, { testScriptId, candidateId, timeoutMs, ...result }, output);
    },
  };

  /** A patch that merely moves its lines is the same candidate (ADR 6), yet its author must see what it does itself. */
  function isExact(candidateId: number | null): boolean {
    return candidateId === null || packed === null || store.isExactly(candidateId, packed.text);
  }
}

export async function packPatch(patch: string) {
  return { identity: patchIdentity(patch), text: await packText(patch) };
}

function normalised({ outcome, exitCode, output, seconds, reason }: CellResult | Execution): CellResult {
  return { outcome, exitCode, output: maskSecrets(normaliseOutput(output)), seconds, reason };
}
