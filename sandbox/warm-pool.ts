import type { Cell, CellResult } from '../domain/execution.ts';
import { patchOf } from './cell-command.ts';

/** A model that thinks longer than this finds its sandbox gone, and gets a new one. */
const IDLE_MS = 300_000;

/** A sandbox that runs one cell on base after the other. */
export interface WarmSandbox {
  /** `isClean`: nothing that a later cell could meet is left of this one. Throws a SandboxGoneError before it began. */
  run(cell: Cell, signal: AbortSignal): Promise<{ readonly result: CellResult; readonly isClean: boolean }>;
  remove(): Promise<void>;
}

/** The sandbox was removed behind our back before its next cell began. */
export class SandboxGoneError extends Error {
  override readonly name = 'SandboxGoneError';
}

export interface WarmRun {
  readonly cell: Cell;
  readonly signal: AbortSignal;
  /** Opens a sandbox where none waits for the cell's trajectory. */
  readonly open: () => Promise<WarmSandbox>;
  readonly deliver: (result: CellResult) => void;
}

export interface WarmPool {
  /** Runs a cell in the sandbox of its trajectory, which waits for the next one if it is as it was. */
  run(wanted: WarmRun): Promise<void>;
  /** Removes what waits. */
  close(): Promise<void>;
}

/** Whether a cell may share a sandbox with those of its trajectory that came before it. */
export function mayShare(cell: Cell): boolean {
  return cell.session !== undefined && patchOf(cell) === null;
}

/** At most `most` sandboxes wait; the one that has waited longest makes room. */
export function createWarmPool(most: number): WarmPool {
  // In the order in which they began to wait.
  const idle = new Map<string, { sandbox: WarmSandbox; timer: NodeJS.Timeout }>();
  const removals = new Set<Promise<void>>();

  function take(key: string): WarmSandbox | null {
    const found = idle.get(key);
    if (!found) return null;
    clearTimeout(found.timer);
    idle.delete(key);
    return found.sandbox;
  }

  /** In the background: nobody but `close` waits for it, and engines remove at the end what this could not. */
  function remove(sandbox: WarmSandbox): void {
    const removal = sandbox.remove().catch(() => {});
    removals.add(removal);
    void removal.then(() => removals.delete(removal));
  }

  function drop(key: string): void {
    const sandbox = take(key);
    if (sandbox) remove(sandbox);
  }

  function put(key: string, sandbox: WarmSandbox): void {
    drop(key);
    const timer = setTimeout(() => drop(key), IDLE_MS);
    timer.unref();
    idle.set(key, { sandbox, timer });
    const [oldest] = idle.keys();
    if (idle.size > most && oldest !== undefined) drop(oldest);
  }

  async function runIn(sandbox: WarmSandbox, { cell, signal, deliver }: WarmRun): Promise<void> {
    let isKept = false;
    try {
      const { result, isClean } = await sandbox.run(cell, signal);
      signal.throwIfAborted();
      deliver(result);
      isKept = isClean;
    } finally {
      if (isKept) put(keyOf(cell), sandbox);
      else remove(sandbox);
    }
  }

  return {
    async run(wanted) {
      const waiting = take(keyOf(wanted.cell));
      if (waiting === null) return runIn(await wanted.open(), wanted);
      try {
        await runIn(waiting, wanted);
      } catch (error) {
        if (!(error instanceof SandboxGoneError)) throw error;
        await runIn(await wanted.open(), wanted);
      }
    },
    async close() {
      for (const key of [...idle.keys()]) drop(key);
      await Promise.all(removals);
    },
  };
}

/** What a sandbox is made of and made for. */
function keyOf({ session, image, repository, baseCommit, limits }: Cell): string {
  return JSON.stringify([session, image.name, image.root, repository, baseCommit, limits]);
}
