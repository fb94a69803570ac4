import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createCappedOutput } from '../capped-output.ts';
import type { Command } from './host-messages.ts';
import { killTree, MARKER } from './kill-tree.ts';

/** The pipe closes when its last writer is dead; one that could not be found must not hold the cell up. */
const DRAIN_MS = 300;

export interface CommandEnd {
  readonly exit: number | 'timeout';
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs a command in its tree, in a process group of its own, and ends all its processes when it is over. An aborted
 * one ends as at its time limit.
 */
export async function runCommand(command: Command, signal: AbortSignal): Promise<CommandEnd> {
  const { tree, script, limits, shell, marker } = command;
  // What the patch put in the script's place gives way: a link there would lead the script out of the tree.
  rmSync(script.path, { recursive: true, force: true });
  writeFileSync(script.path, script.text, { flag: 'wx' });
  const output = createCappedOutput(limits.outputBytes);

  const startedAt = performance.now();
  const child = spawn(shell, ['-c', limited(command)], {
    cwd: tree.root,
    env: environmentOf(command),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
  const closed = once(child.stdout, 'close');
  const exit = await waitForExit(child, limits.timeoutMs, signal);
  const seconds = (performance.now() - startedAt) / 1000;

  if (child.pid !== undefined) await killTree({ leader: child.pid, marker, directory: tree.directory });
  const drain = setTimeout(() => child.stdout.destroy(), DRAIN_MS);
  await closed;
  clearTimeout(drain);
  return { exit, output: output.text(), seconds };
}

/** Exit status, 128 and the signal's number for a killed one as shells have it. */
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
      child.once('error', reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Bash counts the file limit in 1,024 bytes, other shells in 512 as POSIX has it. Both streams become one. Without a
 * command behind the last one the shell would become it, and a script that kills its parent would meet our process.
 */
function limited({ limits: { diskBytes }, text }: Command): string {
  const inBash = `ulimit -f ${Math.ceil(diskBytes / 1024)}`;
  const elsewhere = `ulimit -f ${Math.ceil(diskBytes / 512)}`;
  return `exec 2>&1\nif [ -n "\${BASH_VERSION-}" ]; then ${inBash}; else ${elsewhere}; fi\n${text}\nexit $?`;
}

/** The least that programs expect; nothing of the host's, whose variables hold its keys. */
function environmentOf({ tree, searchPath, marker }: Command): Record<string, string> {
  return { PATH: searchPath, HOME: tree.home, TMPDIR: tree.temporary, LANG: 'C.UTF-8', [MARKER]: marker };
}
