import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { createCappedOutput } from '../capped-output.ts';
import { cellCommand } from '../cell-command.ts';
import { timedOut, verdictOf } from '../verdict.ts';
import type { CellTree } from './cell-tree.ts';
import { killTree, MARKER } from './kill-tree.ts';

/** The pipe closes when its last writer is dead; one that could not be found must not hold the cell up. */
const DRAIN_MS = 300;

interface TreeRun {
  readonly shell: string;
  readonly searchPath: string;
  readonly signal: AbortSignal;
}

/** Runs a cell's command in its tree, in a process group of its own, and ends all its processes when it is over. */
export async function runInTree(cell: Cell, tree: CellTree, run: TreeRun): Promise<CellResult> {
  const commandFile = join(tree.directory, 'command');
  await writeFile(commandFile, limited(cell, cellCommand(cell, tree.scripts)));
  const marker = `${process.pid}-${randomBytes(12).toString('hex')}`;
  const output = createCappedOutput(cell.limits.outputBytes);
  run.signal.throwIfAborted();

  const startedAt = performance.now();
  const child = spawn(run.shell, [commandFile], {
    cwd: tree.root,
    env: environmentOf(tree, run.searchPath, marker),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
  const closed = once(child.stdout, 'close');
  const exit = await waitForExit(child, cell.limits.timeoutMs, run.signal);
  const seconds = (performance.now() - startedAt) / 1000;

  if (child.pid !== undefined) await killTree({ leader: child.pid, marker, directory: tree.directory });
  const drain = setTimeout(() => child.stdout.destroy(), DRAIN_MS);
  await closed;
  clearTimeout(drain);

  run.signal.throwIfAborted();
  const text = output.text();
  if (exit === 'timeout') return timedOut(cell.limits, text, seconds);
  const ended = { exitCode: exit, refusedProcesses: 0, memoryKills: 0 };
  return { ...verdictOf(ended, cell.limits, text), output: text, seconds };
}

/** Exit status, 128 and the signal's number for a killed one as shells have it; at the signal, any. */
async function waitForExit(
  child: ChildProcess,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  try {
    return await new Promise<number | 'timeout'>((resolve, reject) => {
      stop = () => resolve('timeout');
      timer = setTimeout(stop, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      child.once('exit', (code, killedBy) =>
        resolve(code ?? 128 + (killedBy ? constants.signals[killedBy] : 0)),
      );
      child.once('error', (cause) => {
        reject(new MachineryError(`starting a cell's shell: ${cause.message}`, { cause, transient: true }));
      });
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Bash counts the file limit in 1,024 bytes, other shells in 512 as POSIX has it. Both streams become one. */
function limited(cell: Cell, command: string): string {
  const { diskBytes } = cell.limits;
  const inBash = `ulimit -f ${Math.ceil(diskBytes / 1024)}`;
  const elsewhere = `ulimit -f ${Math.ceil(diskBytes / 512)}`;
  return `exec 2>&1\nif [ -n "\${BASH_VERSION-}" ]; then ${inBash}; else ${elsewhere}; fi\n${command}`;
}

/** The least that programs expect; nothing of the host's, whose variables hold its keys. */
function environmentOf(tree: CellTree, searchPath: string, marker: string): Record<string, string> {
  return { PATH: searchPath, HOME: tree.home, TMPDIR: tree.temporary, LANG: 'C.UTF-8', [MARKER]: marker };
}
