import { once } from 'node:events';
import { createCappedOutput } from '../capped-output.ts';
import { beginCommand } from './begin-command.ts';
import type { Command } from './host-messages.ts';
import { killTree } from './kill-tree.ts';
import { placeFile } from './place-file.ts';
import type { Starters } from './starters.ts';

/** The pipe closes when its last writer is dead; one that could not be found must not hold the cell up. */
const DRAIN_MS = 300;

/** Of the commands that run; a command's own end looks after its leader, and nobody else's. */
const leaders = new Set<number>();

export interface CommandEnd {
  readonly exit: number | 'timeout';
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs a command in its tree, in a process group of its own, and ends all its processes when it is over. An aborted
 * one ends as at its time limit.
 */
export async function runCommand(
  command: Command,
  starters: Starters,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const { tree, script, limits } = command;
  placeFile(script.path, script.text);
  const output = createCappedOutput(limits.outputBytes);

  const begun = await beginCommand(command, starters);
  leaders.add(begun.leader);
  const startedAt = performance.now();
  begun.output.on('data', (chunk: Buffer) => output.add(chunk));
  const closed = once(begun.output, 'close');
  const exit = await waitForExit(begun.exit, limits.timeoutMs, signal);
  const seconds = (performance.now() - startedAt) / 1000;

  const { leader, marker, starter } = begun;
  leaders.delete(leader);
  const isSpared = (pid: number) => pid === starter || leaders.has(pid);
  await killTree({ leader, marker, directory: tree.directory, isSpared });
  const drain = setTimeout(() => begun.output.destroy(), DRAIN_MS);
  await closed;
  clearTimeout(drain);
  await begun.release();
  return { exit, output: output.text(), seconds };
}

async function waitForExit(
  exit: Promise<number>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number | 'timeout'> {
  if (signal.aborted) return 'timeout';
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  try {
    return await new Promise<number | 'timeout'>((resolve, reject) => {
      stop = () => resolve('timeout');
      timer = setTimeout(stop, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      exit.then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
