import { MachineryError } from '../domain/errors.ts';
import type { CellResult, Limits } from '../domain/execution.ts';
import { outcomeOfExit } from '../domain/outcome.ts';

/** How a script ended, and how often its sandbox's limits were met; zero where an engine has no such limit. */
export interface Ended {
  readonly exitCode: number;
  readonly refusedProcesses: number;
  readonly memoryKills: number;
}

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
function metFileLimit(exitCode: number, output: string): boolean {
  return exitCode === 153 || /file too large|EFBIG/i.test(output);
}

/** The result of a script that was ended by the time limit. */
export function timedOut(limits: Limits, output: string, seconds: number): CellResult {
  return {
    outcome: 'timeout',
    exitCode: null,
    output,
    seconds,
    reason: `no end within ${limits.timeoutMs} ms`,
  };
}

/** Words in which git speaks of the machine's state rather than of the patch. */
const MACHINE_WORDS = /no space left on device|cannot allocate memory|too many open files/i;

/** The result of a patch that git refuses, with its words; throws a MachineryError where the machine is the cause. */
export function notApplied(words: string, where: string): CellResult {
  if (MACHINE_WORDS.test(words)) {
    throw new MachineryError(`applying a patch in ${where}: ${words}`, { transient: false });
  }
  return { outcome: 'not-applied', exitCode: null, output: '', seconds: 0, reason: words };
}
