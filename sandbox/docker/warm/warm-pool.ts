import type { Cell, CellResult } from '../../../domain/execution.ts';
import { patchOf } from '../../cell-command.ts';
import type { ContainerRun } from '../run-in-container.ts';
import { ContainerGoneError, openWarmContainer, type WarmContainer } from './warm-container.ts';

/** The engine refuses longer arguments; the command of a cell is one. */
const MOST_COMMAND_BYTES = 100_000;
/** A model that thinks longer than this finds its container gone, and gets a new one. */
const IDLE_MS = 300_000;

interface Idle {
  readonly container: WarmContainer;
  readonly timer: NodeJS.Timeout;
}

interface WarmRun {
  readonly key: string;
  readonly cell: Cell;
  readonly signal: AbortSignal;
  readonly deliver: (result: CellResult) => void;
}

export interface WarmPool {
  /** Whether the cell may share a container with those of its trajectory that came before it. */
  takes(cell: Cell): boolean;
  /** Runs it in the trajectory's container, or in a new one where none is idle. */
  run(cell: Cell, options: ContainerRun, deliver: (result: CellResult) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Containers that wait for their trajectory's next cell on base, at most `most` of them; the one that has waited
 * longest makes room. A container in which anything is left is removed, and so is one whose cell met a limit.
 */
export function createWarmPool(most: number): WarmPool {
  // In the order in which they began to wait.
  const idle = new Map<string, Idle>();
  const removals = new Set<Promise<void>>();

  function take(key: string): WarmContainer | null {
    const found = idle.get(key);
    if (!found) return null;
    clearTimeout(found.timer);
    idle.delete(key);
    return found.container;
  }

  /** In the background: nobody needs to wait for it but `close`. */
  function remove(container: WarmContainer): void {
    const removal = container.remove().catch(() => {});
    removals.add(removal);
    void removal.then(() => removals.delete(removal));
  }

  function drop(key: string): void {
    const container = take(key);
    if (container) remove(container);
  }

  function put(key: string, container: WarmContainer): void {
    drop(key);
    const timer = setTimeout(() => drop(key), IDLE_MS);
    timer.unref();
    idle.set(key, { container, timer });
    const [oldest] = idle.keys();
    if (idle.size > most && oldest !== undefined) drop(oldest);
  }

  async function runIn(container: WarmContainer, { key, cell, signal, deliver }: WarmRun): Promise<void> {
    let isKept = false;
    try {
      const { result, isClean } = await container.run(cell, signal);
      signal.throwIfAborted();
      deliver(result);
      isKept = isClean;
    } finally {
      if (isKept) put(key, container);
      else remove(container);
    }
  }

  return {
    takes: (cell) =>
      cell.session !== undefined &&
      patchOf(cell) === null &&
      Buffer.byteLength(cell.image.setup + cell.script.command) < MOST_COMMAND_BYTES,
    async run(cell, options, deliver) {
      const key = JSON.stringify([cell.session, options.reference, cell.image.root, cell.limits]);
      const waiting = take(key);
      const { signal } = options;
      try {
        await runIn(waiting ?? (await openWarmContainer(cell, options)), { key, cell, signal, deliver });
      } catch (error) {
        // Somebody took it away while it waited, so nothing of the cell has begun.
        if (waiting === null || !(error instanceof ContainerGoneError)) throw error;
        await runIn(await openWarmContainer(cell, options), { key, cell, signal, deliver });
      }
    },
    async close() {
      for (const key of [...idle.keys()]) drop(key);
      await Promise.all(removals);
    },
  };
}
