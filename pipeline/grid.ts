import type { EvidenceView } from '../db/store.ts';
import type { Execution } from '../domain/records.ts';

export interface Grid {
  /** The execution that answers for a cell, or undefined where none does yet. */
  execution(testScriptId: number, candidateId: number | null): Execution | undefined;
}

/**
 * The grid of an issue under a time limit. An execution that ended by itself under a smaller limit answers under a
 * greater one too; a timeout answers only for its own limit and smaller ones.
 */
export function gridOf(view: EvidenceView, runId: number, instanceId: string, timeoutMs: number): Grid {
  const found = new Map<string, Execution>();
  for (const execution of view.executions(runId, instanceId)) {
    const answers =
      execution.outcome === 'timeout'
        ? execution.timeoutMs >= timeoutMs
        : execution.seconds * 1000 <= timeoutMs;
    const key = keyOf(execution.testScriptId, execution.candidateId);
    if (answers && !found.has(key)) found.set(key, execution);
  }
  return { execution: (testScriptId, candidateId) => found.get(keyOf(testScriptId, candidateId)) };
}

function keyOf(testScriptId: number, candidateId: number | null): string {
  return `${testScriptId}/${candidateId ?? 'base'}`;
}
