import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cell, CellResult } from '../../../../domain/execution.ts';
import type { SandboxEngine } from '../../../../domain/sandbox.ts';
import { gradedLogs, type Origin } from '../../../../scripts/dev-set/graded-logs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troop-kept-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function cell(changes: Partial<Cell> = {}): Cell {
  return {
    instanceId: 'calc__calc-1',
    image: { name: 'calc:1', root: '/testbed', setup: '' },
    repository: 'calc/calc',
    baseCommit: '0'.repeat(40),
    patch: 'a patch',
    script: { text: 'pytest', fileName: 'eval.sh', command: 'bash {script}', place: 'outside' },
    limits: { timeoutMs: 1, memoryBytes: 1, pids: 1, cpus: 1, diskBytes: 1, outputBytes: 1000 },
    ...changes,
  };
}

const ENDED: CellResult = {
  outcome: 'pass',
  exitCode: 0,
  output: 'PASSED a\0é\n',
  seconds: 1.5,
  reason: null,
};

/** Grades with an engine that counts, and tells what came from where. */
async function grade(
  cells: readonly Cell[],
  result = ENDED,
  settings: { fresh?: boolean; signal?: AbortSignal } = {},
) {
  const ran: Cell[] = [];
  const origins: Origin[] = [];
  const execute: SandboxEngine['execute'] = async (asked, signal, settled) => {
    for (const [index, one] of asked.entries()) {
      signal.throwIfAborted();
      ran.push(one);
      settled?.(index, result);
    }
    return asked.map(() => result);
  };
  const engine = { execute } as const;
  const { fresh = false, signal = new AbortController().signal } = settings;
  const settled = (index: number, _: CellResult, origin: Origin) => {
    origins[index] = origin;
  };
  const results = await gradedLogs(cells, { engine, signal, folder, fresh, settled });
  return { results, ran, origins };
}

describe('kept gradings', () => {
  test('one that was run is read the next time, byte for byte', async () => {
    expect((await grade([cell()])).origins).toEqual(['run']);
    const { results, ran, origins } = await grade([cell()]);
    expect(ran).toEqual([]);
    expect(origins).toEqual(['read']);
    expect(results).toEqual([ENDED]);
  });

  test('the same grading asked for twice is run once and told twice', async () => {
    const { results, ran, origins } = await grade([cell(), cell({ patch: 'another' }), cell()]);
    expect(ran.map(({ patch }) => patch)).toEqual(['a patch', 'another']);
    expect(origins).toEqual(['run', 'run', 'run']);
    expect(results).toEqual([ENDED, ENDED, ENDED]);
  });

  test.each([
    ['image', { image: { name: 'calc:2', root: '/testbed', setup: '' } }],
    ['commit', { baseCommit: '1'.repeat(40) }],
    ['patch', { patch: null }],
    ['way of applying', { apply: 'official' }],
    ['script', { script: { ...cell().script, text: 'pytest -x' } }],
  ] satisfies [string, Partial<Cell>][])('another %s is another grading', async (_, change) => {
    await grade([cell()]);
    expect((await grade([cell(change)])).origins).toEqual(['run']);
  });

  test('other limits and another label are the same grading', async () => {
    await grade([cell()]);
    const limits = { ...cell().limits, timeoutMs: 9 };
    expect((await grade([cell({ limits, instanceId: 'other' })])).origins).toEqual(['read']);
  });

  test('fresh runs what is kept', async () => {
    await grade([cell()]);
    expect((await grade([cell()], ENDED, { fresh: true })).origins).toEqual(['run']);
  });

  test.each([
    ['a time limit', { ...ENDED, outcome: 'timeout', reason: 'no end within 1 ms' }],
    ['a memory limit', { ...ENDED, outcome: 'broken', reason: 'memory limit met' }],
    ['the limit on its log', { ...ENDED, output: 'x'.repeat(1000) }],
  ] satisfies [string, CellResult][])('what %s ended is not kept', async (_, result) => {
    await grade([cell()], result);
    expect((await grade([cell()], result)).origins).toEqual(['run']);
  });

  test('that a patch does not apply is kept', async () => {
    const refused: CellResult = { ...ENDED, outcome: 'not-applied', exitCode: null, reason: 'corrupt patch' };
    await grade([cell()], refused);
    expect((await grade([cell()], refused)).results).toEqual([refused]);
  });

  test('an interrupted call keeps what had ended, and no half file', async () => {
    const stop = new AbortController();
    const cells = [cell(), cell({ patch: 'another' })];
    const execute: SandboxEngine['execute'] = async (_, signal, settled) => {
      settled?.(0, ENDED);
      stop.abort(new Error('interrupted'));
      signal.throwIfAborted();
      return [];
    };
    const runs = { engine: { execute }, signal: stop.signal, folder, fresh: false, settled: () => undefined };
    await expect(gradedLogs(cells, runs)).rejects.toThrow('interrupted');
    expect((await readdir(folder)).map((name) => name.slice(-8))).toEqual(['.json.gz']);
    expect((await grade(cells)).origins).toEqual(['read', 'run']);
  });
});
