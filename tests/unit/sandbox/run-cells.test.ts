import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Cell, CellResult } from '../../../domain/execution.ts';
import { runCells } from '../../../sandbox/run-cells.ts';
import { createSlots } from '../../../sandbox/slots.ts';

const LIMITS = { timeoutMs: 1, memoryBytes: 1, pids: 1, cpus: 1, diskBytes: 1, outputBytes: 1 };

function cellOf(patch: string, text: string): Cell {
  return {
    instanceId: 'a__b-1',
    image: { name: 'image', root: '/testbed', setup: '' },
    repository: 'a/b',
    baseCommit: '0'.repeat(40),
    patch,
    script: { text, fileName: 'x', command: '{script}', place: 'root' },
    limits: LIMITS,
  };
}

function resultOf(cell: Cell): CellResult {
  return { outcome: 'pass', exitCode: 0, output: cell.script.text, seconds: 0, reason: null };
}

describe('running cells', () => {
  it('runs those of one candidate after each other, and returns all in the order given', async () => {
    const order: string[] = [];
    const cells = ['p1', 'p2', 'p1', 'p2'].map((patch, index) => cellOf(patch, `${patch} ${index}`));
    const results = await runCells({
      cells,
      slots: createSlots(1),
      signal: new AbortController().signal,
      runCell: async (cell, _signal, deliver) => {
        order.push(cell.script.text);
        deliver(resultOf(cell));
      },
    });
    expect(order).toEqual(['p1 0', 'p1 2', 'p2 1', 'p2 3']);
    expect(results.map(({ output }) => output)).toEqual(['p1 0', 'p2 1', 'p1 2', 'p2 3']);
  });

  it('keeps one limit over all calls of an engine', async () => {
    const slots = createSlots(2);
    let running = 0;
    let most = 0;
    const call = () =>
      runCells({
        cells: [1, 2, 3].map((index) => cellOf('p', String(index))),
        slots,
        signal: new AbortController().signal,
        runCell: async (cell, _signal, deliver) => {
          running += 1;
          most = Math.max(most, running);
          await sleep(5);
          running -= 1;
          deliver(resultOf(cell));
        },
      });
    await Promise.all([call(), call()]);
    expect(most).toBe(2);
  });

  it('throws the first failure when the cells that it stopped have cleaned up, and begins no other', async () => {
    const begun: string[] = [];
    const cleaned: string[] = [];
    const run = runCells({
      cells: ['waits', 'fails', 'never'].map((text) => cellOf('p', text)),
      slots: createSlots(2),
      signal: new AbortController().signal,
      runCell: async ({ script }, signal) => {
        begun.push(script.text);
        if (script.text === 'fails') throw new Error('first');
        await sleep(10_000, undefined, { signal }).catch(() => sleep(20));
        cleaned.push(script.text);
        throw new Error('second');
      },
    });
    await expect(run).rejects.toThrow('first');
    expect(begun).toEqual(['waits', 'fails']);
    expect(cleaned).toEqual(['waits']);
  });

  it('a signal that is aborted already runs nothing and is the reason', async () => {
    const run = runCells({
      cells: [cellOf('p', 'x')],
      slots: createSlots(1),
      signal: AbortSignal.abort(new Error('enough')),
      runCell: () => expect.fail('a cell ran'),
    });
    await expect(run).rejects.toThrow('enough');
  });
});

describe('slots', () => {
  it('one who gave up waiting takes no slot', async () => {
    const slots = createSlots(1);
    const stop = new AbortController();
    let release = (): void => {};
    const holding = slots.run(
      new AbortController().signal,
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    const waiting = slots.run(stop.signal, () => expect.fail('ran'));
    stop.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    release();
    await holding;
    expect(await slots.run(new AbortController().signal, () => Promise.resolve('next'))).toBe('next');
  });
});
