import { setMaxListeners } from 'node:events';
import type { Cell, CellResult } from '../domain/execution.ts';
import type { Slots } from './slots.ts';

interface CellRun {
  readonly cells: readonly Cell[];
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly settled?: ((index: number, result: CellResult) => void) | undefined;
  /** Hands its result to `deliver` as soon as it is known; its promise ends when nothing of the cell is left. */
  readonly runCell: (cell: Cell, signal: AbortSignal, deliver: (result: CellResult) => void) => Promise<void>;
}

/**
 * Runs cells under the engine's slots, those of one candidate after each other, so that an engine that keeps a
 * candidate's sandbox warm needs to change only `runCell`. The first failure stops all others; it is thrown when
 * the last of them has cleaned up.
 */
export async function runCells({ cells, slots, signal, settled, runCell }: CellRun): Promise<CellResult[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  // Every waiting cell listens; Node would take more than ten listeners for a leak.
  setMaxListeners(0, either);
  const results = new Map<number, CellResult>();

  const runs = byCandidate(cells).map(async ([index, cell]) => {
    const deliver = (result: CellResult): void => {
      results.set(index, result);
      settled?.(index, result);
    };
    // A failure is told before its slot is free, so that no other cell begins after it.
    const run = () => runCell(cell, either, deliver).catch((error: unknown) => failure.abort(error));
    await slots.run(either, run).catch((error: unknown) => failure.abort(error));
  });
  await Promise.all(runs);

  signal.throwIfAborted();
  failure.signal.throwIfAborted();
  return cells.map((_, index) => {
    const result = results.get(index);
    if (!result) throw new Error(`cell ${index} ended without a result`);
    return result;
  });
}

/** Cells with their places, grouped by (image, repository, commit, patch); groups in order of their first cell. */
function byCandidate(cells: readonly Cell[]): [number, Cell][] {
  const groups = new Map<string, [number, Cell][]>();
  for (const [index, cell] of cells.entries()) {
    const key = JSON.stringify([cell.image.name, cell.repository, cell.baseCommit, cell.patch, cell.apply]);
    const group = groups.get(key);
    if (group) group.push([index, cell]);
    else groups.set(key, [[index, cell]]);
  }
  return [...groups.values()].flat();
}
