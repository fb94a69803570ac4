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
  /** Whose sandboxes it may run in: of equal keys only. */
  readonly key: string;
  readonly signal: AbortSignal;
  /** Opens a sandbox where none of the key waits. */
  readonly open: () => Promise<WarmSandbox>;
  readonly deliver: (result: CellResult) => void;
}

export interface WarmPool {
  /** Runs a cell in a sandbox that waits or in a new one, which waits for the next cell if it is as it was. */
  run(wanted: WarmRun): Promise<void>;
  /** Removes what waits. */
  close(): Promise<void>;
}

/** Whether a cell may share a sandbox with those of its trajectory that came before it. */
export function mayShare(cell: Cell): boolean {
  return cell.session !== undefined && patchOf(cell) === null;
}

interface Idle {
  readonly key: string;
  readonly sandbox: WarmSandbox;
  readonly timer: NodeJS.Timeout;
}

/** At most `most` sandboxes wait; the one that has waited longest makes room. */
export function createWarmPool(most: number): WarmPool {
  // In the order in which they began to wait.
  const idle = new Set<Idle>();
  const removals = new Set<Promise<void>>();

  function take(key: string): WarmSandbox | null {
    // The youngest: what it needs is the likeliest to be in memory.
    const found = [...idle].findLast((one) => one.key === key);
    if (!found) return null;
    leave(found);
    return found.sandbox;
  }

  function leave(one: Idle): void {
    clearTimeout(one.timer);
    idle.delete(one);
  }

  /** In the background: nobody but `close` waits for it, and engines remove at the end what this could not. */
  function remove(sandbox: WarmSandbox): void {
    const removal = sandbox.remove().catch(() => {});
    removals.add(removal);
    void removal.then(() => removals.delete(removal));
  }

  function drop(one: Idle): void {
    leave(one);
    remove(one.sandbox);
  }

  function put(key: string, sandbox: WarmSandbox): void {
    const one: Idle = { key, sandbox, timer: setTimeout(() => drop(one), IDLE_MS) };
    one.timer.unref();
    idle.add(one);
    const [oldest] = idle;
    if (idle.size > most && oldest) drop(oldest);
  }

  async function runIn(sandbox: WarmSandbox, { cell, key, signal, deliver }: WarmRun): Promise<void> {
    let isKept = false;
    try {
      const { result, isClean } = await sandbox.run(cell, signal);
      signal.throwIfAborted();
      deliver(result);
      isKept = isClean;
    } finally {
      if (isKept) put(key, sandbox);
      else remove(sandbox);
    }
  }

  return {
    async run(wanted) {
      const waiting = take(wanted.key);
      if (waiting === null) return runIn(await wanted.open(), wanted);
      try {
        await runIn(waiting, wanted);
      } catch (error) {
        if (!(error instanceof SandboxGoneError)) throw error;
        await runIn(await wanted.open(), wanted);
      }
    },
    async close() {
      for (const one of [...idle]) drop(one);
      await Promise.all(removals);
    },
  };
}
