import { join } from 'node:path';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { cellCommand } from '../cell-command.ts';
import { timedOut, verdictOf } from '../verdict.ts';
import type { TreeDirectories } from './host-messages.ts';
import type { CellHost } from './open-cell-host.ts';

export interface TreeRun {
  readonly host: CellHost;
  readonly shell: string;
  readonly searchPath: string;
  readonly signal: AbortSignal;
  /** Whether the tree is to serve again, if it is as it was. */
  readonly isWarm: boolean;
}

/** Runs a cell's command in its tree; all that it started has ended when the result is there. */
export async function runInTree(
  cell: Cell,
  { directory, root, home, temporary, scripts }: TreeDirectories,
  { host, shell, searchPath, signal, isWarm }: TreeRun,
): Promise<{ result: CellResult; isClean: boolean }> {
  const { script, limits } = cell;
  const place = script.place === 'root' ? root : scripts;
  const { exit, output, seconds, isClean } = await host.run(
    {
      tree: { directory, root, home, temporary, scripts },
      text: cellCommand(cell, scripts),
      script: { path: join(place, script.fileName), text: script.text },
      limits,
      shell,
      searchPath,
      owner: process.pid,
      isWarm,
    },
    signal,
  );
  if (exit === 'timeout') return { result: timedOut(limits, output, seconds), isClean };
  const ended = { exitCode: exit, refusedProcesses: 0, memoryKills: 0 };
  return { result: { ...verdictOf(ended, limits, output), output, seconds }, isClean };
}
