import type { Cell } from '../domain/execution.ts';
import type { Issue } from '../domain/issue.ts';
import type { Candidate, TestScript } from '../domain/records.ts';
import { limitsOf, testCell } from './agent-cells.ts';
import type { Deps } from './deps.ts';
import type { Finals } from './finals.ts';
import { gridOf } from './grid.ts';
import { packOutput } from './pack-output.ts';
import { settleAll } from './settle-all.ts';

interface PlannedCell {
  readonly test: TestScript;
  readonly candidate: Candidate | null;
}

/** Runs every final test on base and on every final candidate; cells that ran before are not run again. */
export async function fillGrid(issue: Issue, finals: Finals, deps: Deps): Promise<void> {
  const { store, run, config, engine } = deps;
  const timeoutMs = config.execution.gridTimeoutMs;
  const limits = limitsOf(config, timeoutMs);
  const planned = missingCells(issue, finals, deps);
  const cells: Cell[] = planned.map(({ test, candidate }) =>
    testCell(issue, candidate?.patch ?? null, test.text, limits),
  );
  const writes: Promise<void>[] = [];
  try {
    await engine.execute(cells, deps.signal, (index, result) => {
      const cell = planned[index];
      if (!cell) return;
      const key = { testScriptId: cell.test.id, candidateId: cell.candidate?.id ?? null, timeoutMs };
      writes.push(
        packOutput(result.output).then((output) =>
          store.putExecution(run.id, issue.instanceId, { ...key, ...result }, output),
        ),
      );
    });
  } finally {
    // Where the engine fails, the cells that had ended before are stored all the same.
    await settleAll(writes);
  }
}

/** Cells of one candidate stand together, so that an engine can share what it prepared for one. */
function missingCells(issue: Issue, finals: Finals, deps: Deps): PlannedCell[] {
  const { store, run, config } = deps;
  const grid = gridOf(store, run.id, issue.instanceId, config.execution.gridTimeoutMs);
  const columns: (Candidate | null)[] = [null, ...finals.candidates];
  return columns.flatMap((candidate) =>
    finals.tests
      .filter(({ test }) => !grid.execution(test.id, candidate?.id ?? null))
      .map(({ test }) => ({ test, candidate })),
  );
}
