import type { CellResult, Limits } from '../../domain/execution.ts';
import { outcomeOfExit } from '../../domain/outcome.ts';
import type { Ended } from './cell-runner.ts';

type Verdict = Pick<CellResult, 'outcome' | 'exitCode' | 'reason'>;

/**
 * What the end of a script says. Where a limit was met, the result is broken whatever the status: the script
 * speaks of the limit then, not only of the patch.
 */
export function verdictOf(ended: Ended, limits: Limits, output: string): Verdict {
  const outcome = outcomeOfExit(ended.exitCode);
  const broken = (reason: string): Verdict => ({ outcome: 'broken', exitCode: null, reason });
  if (ended.memoryKills > 0) return broken(memoryReason(limits));
  if (ended.refusedProcesses > 0) return broken(`limit of ${limits.pids} processes met`);
  if (outcome === 'broken' && metFileLimit(ended.exitCode, output)) {
    return broken(`limit of ${limits.diskBytes} bytes per file met`);
  }
  return { outcome, exitCode: ended.exitCode, reason: null };
}

export function memoryReason(limits: Limits): string {
  return `memory limit of ${limits.memoryBytes} bytes met`;
}

/** 128 + SIGXFSZ; a runtime that ignores the signal, as Python does, shows the error's own words (EFBIG). */
export function metFileLimit(exitCode: number, output: string): boolean {
  return exitCode === 153 || /file too large|EFBIG/i.test(output);
}
