import type { Image } from './issue.ts';
import type { Outcome } from './outcome.ts';

/** What one cell may use; the whole process tree ends at a limit. */
export interface Limits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly pids: number;
  readonly cpus: number;
  /** Largest file that a cell may write. */
  readonly diskBytes: number;
  /** Captured output above this is cut in the middle. */
  readonly outputBytes: number;
}

/** A file to run, and the command that runs it from the repository's root. */
export interface Script {
  readonly text: string;
  readonly fileName: string;
  /** Bash; `{script}` stands for the file's path. */
  readonly command: string;
  /** `root`: beside the repository's files, so that its imports resolve; `outside`: not in the work tree. */
  readonly place: 'root' | 'outside';
}

/**
 * One execution: a script on the code of `baseCommit` after `patch`. Plain data, so that an engine on another
 * machine can take it.
 */
export interface Cell {
  /** Labels the sandbox; nothing else depends on it. */
  readonly instanceId: string;
  readonly image: Image;
  readonly repository: string;
  readonly baseCommit: string;
  /** Unified diff; null stands for base, the unpatched code. */
  readonly patch: string | null;
  /**
   * How the patch is put on: by plain `git apply` where absent; `official` tries what the SWE-bench harness tries, in
   * its order, down to `patch` with fuzz.
   */
  readonly apply?: 'official';
  readonly script: Script;
  readonly limits: Limits;
  /**
   * Whose cell it is: those of one trajectory on base may run after each other in one sandbox, as long as each leaves
   * its files as it found them. Absent: a sandbox of its own.
   */
  readonly session?: string;
}

export interface CellResult {
  readonly outcome: Outcome;
  /** Null where the script did not end by itself or never began. */
  readonly exitCode: number | null;
  /** stdout and stderr as they came, one stream; invalid UTF-8 replaced; cut at `outputBytes`. */
  readonly output: string;
  readonly seconds: number;
  /** Why the outcome is not the script's own word: a limit, a patch that does not apply; else null. */
  readonly reason: string | null;
}

/**
 * Runs cells, in any order and as many at once as the engine allows; results come in the order of the cells, and
 * `settled` hears of each as soon as it is there. Throws a MachineryError where the engine itself fails.
 */
export type ExecuteCells = (
  cells: readonly Cell[],
  signal: AbortSignal,
  settled?: (index: number, result: CellResult) => void,
) => Promise<CellResult[]>;
