import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Variable in the environment of every process of a cell; its value names the cell, and begins with the owner's id. */
export const MARKER = 'TROOP_CELL';

/** A killed process is gone within milliseconds; one that is not by then waits in the kernel, and dies there. */
const PATIENCE_MS = 2_000;

/** To try so many ids costs less than to list all processes of a busy machine. */
const MOST_TRIED = 128;

interface Cell {
  /** Leader of the cell's process group. */
  readonly leader: number;
  readonly marker: string;
  /** Whether a process is known to be none of the cell's, whatever it looks like. */
  readonly isSpared: (pid: number) => boolean;
  /** The cell's own directory. */
  readonly directory: string;
}

/**
 * Kills all processes of a cell. On Linux that includes those that left the group: they are known by the marker in
 * their first environment or by a working directory inside the cell's. Not found are processes that changed both,
 * and, on other systems, all that left the group (setsid).
 */
export async function killTree({ leader, marker, isSpared, directory }: Cell): Promise<void> {
  killGroup(leader);
  const until = performance.now() + PATIENCE_MS;
  // A process that forks while it is looked for leaves a child for the next round.
  while (performance.now() < until) {
    const ids = idsFrom(leader).filter((pid) => !isSpared(pid));
    const found = findProcesses((process) => isOfCell(process, marker, directory), ids);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    await sleep(2);
  }
}

interface ProcessSeen {
  readonly environment: string;
  readonly directory: string;
}

/** Which of the processes `isWanted`; none where the system has no /proc. Those of other users are not seen. */
export function findProcesses(
  isWanted: (process: ProcessSeen) => boolean,
  ids: readonly number[] = allIds(),
): number[] {
  return ids.filter((id) => {
    if (id === process.pid) return false;
    const environment = textOf(() => readFileSync(`/proc/${id}/environ`, 'latin1'));
    return isWanted({ environment, directory: textOf(() => readlinkSync(`/proc/${id}/cwd`)) });
  });
}

/** Ids count up: what a leader started has a higher one, unless they have begun anew since. Then any may be its. */
function idsFrom(leader: number): number[] {
  const newest = Number(textOf(() => readFileSync('/proc/loadavg', 'latin1')).split(' ')[4]);
  if (!(newest >= leader)) return allIds();
  const count = newest - leader + 1;
  if (count > MOST_TRIED) return allIds().filter((pid) => pid >= leader);
  return Array.from({ length: count }, (_, index) => leader + index).filter((pid) =>
    existsSync(`/proc/${pid}`),
  );
}

function allIds(): number[] {
  return entriesOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Empty where the process has ended meanwhile, or is another user's. */
function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** SIGKILL; a process that is gone already is fine. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function killGroup(leader: number): void {
  try {
    kill(-leader);
  } catch (error) {
    // macOS answers so where the group's only members are dead and not yet waited for.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

function isOfCell({ environment, directory }: ProcessSeen, marker: string, cellDirectory: string): boolean {
  if (environment.split('\0').includes(`${MARKER}=${marker}`)) return true;
  return directory === cellDirectory || directory.startsWith(`${cellDirectory}/`);
}
