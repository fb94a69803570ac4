import type { Cell, CellResult } from '../../../domain/execution.ts';
import { outcomeOfExit, SOLVED_EXIT, UNSOLVED_EXIT } from '../../../domain/outcome.ts';
import type { SandboxEngine } from '../../../domain/sandbox.ts';

/**
 * An engine whose cells end at once: every script fails on base and passes on a patch. Repositories are read as the
 * engine that it stands for reads them.
 */
export function instantEngine(inner: SandboxEngine): SandboxEngine {
  return {
    ...inner,
    name: 'instant',
    async execute(cells, signal, settled) {
      signal.throwIfAborted();
      const results = cells.map(resultOf);
      for (const [index, result] of results.entries()) settled?.(index, result);
      return results;
    },
  };
}

function resultOf({ patch, script }: Cell): CellResult {
  const exitCode = patch === null ? UNSOLVED_EXIT : SOLVED_EXIT;
  const line = patch === null ? 'AssertionError: settled twice' : 'ok';
  const output = `${script.fileName} on ${patch === null ? 'base' : `a patch of ${patch.length} characters`}\n${`${line}\n`.repeat(12)}`;
  return { outcome: outcomeOfExit(exitCode), exitCode, output, seconds: 0.01, reason: null };
}
