import type { EvidenceView } from '../db/store.ts';
import type { Execution } from '../domain/records.ts';

export interface Grid {
  /** The execution that answers for a cell, or undefined where none does yet. */
  execution(testScriptId: number, candidateId: number | null): Execution | undefined;
}

/**
 * The grid of an issue under a time limit. An execution answers for the limit it ran under; one that ended by itself
 * also for every limit that it would have kept, a timeout for every smaller one.
 */
export function gridOf(
  view: Pick<EvidenceView, 'executions'>,
  runId: number,
  instanceId: string,
  timeoutMs: number,
): Grid {
  const found = new Map<string, Execution>();
  for (const execution of view.executions(runId, instanceId)) {
    const key = keyOf(execution.testScriptId, execution.candidateId);
    if (answers(execution, timeoutMs) && !found.has(key)) found.set(key, execution);
  }
  return { execution: (testScriptId, candidateId) => found.get(keyOf(testScriptId, candidateId)) };
}

function answers(execution: Execution, timeoutMs: number): boolean {
  // Measured time may pass the limit by a little although the script ended within it.
  if (execution.timeoutMs === timeoutMs) return true;
  return execution.outcome === 'timeout'
    ? execution.timeoutMs >= timeoutMs
    : execution.seconds * 1000 <= timeoutMs;
}

function keyOf(testScriptId: number, candidateId: number | null): string {
  return `${testScriptId}/${candidateId ?? 'base'}`;
}
