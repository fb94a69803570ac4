import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Cell, CellResult } from '../../domain/execution.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';

export interface GradingRuns {
  readonly engine: Pick<SandboxEngine, 'execute'>;
  readonly signal: AbortSignal;
  /** Where results are kept; null keeps and reads none. */
  readonly folder: string | null;
  /** Runs every cell, whatever is kept, and keeps the new result. */
  readonly fresh: boolean;
  readonly settled: (index: number, result: CellResult, origin: Origin) => void;
}

interface Missing {
  readonly key: string;
  readonly cell: Cell;
  /** Places of the cells that are this one. */
  readonly indices: readonly number[];
}

/** Whether a result comes from the engine now or from an earlier run. */
export type Origin = 'run' | 'read';

/**
 * Results of gradings, in the order of the cells. Each is kept under what it was made of: image (its name holds the
 * hash of its recipe), commit, patch and script. So the same grading is run once for all that ask for it, in this
 * call or a later one.
 */
export async function gradedLogs(cells: readonly Cell[], runs: GradingRuns): Promise<CellResult[]> {
  const { folder, fresh, settled } = runs;
  const results: CellResult[] = [];
  const settle = (indices: readonly number[], result: CellResult, origin: Origin) => {
    for (const index of indices) {
      results[index] = result;
      settled(index, result, origin);
    }
  };
  const missing: Missing[] = [];
  for (const [key, indices] of byContent(cells)) {
    const kept = folder === null || fresh ? null : await readKept(folder, key);
    const cell = cells[indices[0] ?? -1];
    if (kept !== null) settle(indices, kept, 'read');
    else if (cell) missing.push({ key, cell, indices });
  }
  await runMissing(missing, runs, (done, result) => settle(done.indices, result, 'run'));
  return results;
}

async function runMissing(
  missing: readonly Missing[],
  { engine, signal, folder }: GradingRuns,
  settled: (done: Missing, result: CellResult) => void,
): Promise<void> {
  const keeping: Promise<void>[] = [];
  try {
    const cells = missing.map(({ cell }) => cell);
    await engine.execute(cells, signal, (index, result) => {
      const done = missing[index];
      if (!done) return;
      settled(done, result);
      if (folder !== null && isWorthKeeping(done.cell, result)) keeping.push(keep(folder, done.key, result));
    });
  } finally {
    // An interrupted call loses no grading that had ended.
    await Promise.all(keeping);
  }
}

function byContent(cells: readonly Cell[]): Map<string, number[]> {
  const indices = new Map<string, number[]>();
  for (const [index, cell] of cells.entries()) {
    const key = keyOf(cell);
    indices.set(key, [...(indices.get(key) ?? []), index]);
  }
  return indices;
}

function keyOf({ image, repository, baseCommit, patch, apply, script }: Cell): string {
  const content = JSON.stringify([image, repository, baseCommit, patch, apply ?? null, script]);
  return createHash('sha256').update(content).digest('hex');
}

/** What a limit ended says nothing under another limit, or on a quieter day. */
function isWorthKeeping({ limits }: Cell, { outcome, reason, output }: CellResult): boolean {
  const endedByItself = reason === null || outcome === 'not-applied';
  return endedByItself && Buffer.byteLength(output) < limits.outputBytes;
}

const resultSchema = z.strictObject({
  outcome: z.enum(['pass', 'fail', 'broken', 'timeout', 'not-applied', 'flaky'] satisfies Outcome[]),
  exitCode: z.number().nullable(),
  output: z.string(),
  seconds: z.number(),
  reason: z.string().nullable(),
});

async function readKept(folder: string, key: string): Promise<CellResult | null> {
  const packed = await readFile(pathOf(folder, key)).catch(() => null);
  if (packed === null) return null;
  const text = await promisify(gunzip)(packed);
  return resultSchema.parse(JSON.parse(text.toString('utf8')));
}

async function keep(folder: string, key: string, result: CellResult): Promise<void> {
  const path = pathOf(folder, key);
  await mkdir(folder, { recursive: true });
  // Whoever reads meanwhile sees the whole file or none.
  await writeFile(`${path}.${process.pid}`, await promisify(gzip)(JSON.stringify(result)));
  await rename(`${path}.${process.pid}`, path);
}

function pathOf(folder: string, key: string): string {
  return join(folder, `${key}.json.gz`);
}
