import { createHash } from 'node:crypto';
import type { Cell, CellResult, ExecuteCells } from '../../domain/execution.ts';
import { outcomeOfExit } from '../../domain/outcome.ts';
import type { Repository } from '../../domain/repository.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';

export interface ScriptedEngine extends SandboxEngine {
  /** Every cell that was run, in the order begun. */
  readonly cells: readonly Cell[];
}

/** Tree of the repository that a scripted engine shows. */
export type Files = Readonly<Record<string, string>>;

/**
 * An engine in memory for tests of the pipeline. Its test scripts say themselves how they end: each line is a word and
 * an exit status, and the first word that stands in the patch decides (`base` stands for the unpatched code, `any` for
 * every patch); a status of `timeout` or `not-applied` is that outcome.
 */
export function scriptedEngine(files: Files, before: (cell: Cell) => void = () => {}): ScriptedEngine {
  const cells: Cell[] = [];
  const execute: ExecuteCells = async (asked, signal, settled) => {
    const results: CellResult[] = [];
    for (const [index, cell] of asked.entries()) {
      signal.throwIfAborted();
      cells.push(cell);
      before(cell);
      const result = resultOf(cell);
      settled?.(index, result);
      results.push(result);
    }
    return results;
  };
  return {
    name: 'scripted',
    capabilities: {
      isolation: true,
      networkOff: true,
      memoryLimit: true,
      pidsLimit: true,
      cpuLimit: true,
      diskLimit: 'total',
    },
    cells,
    execute,
    openRepository: async () => repositoryOf(files),
    close: async () => {},
  };
}

function blobIdOf(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

function resultOf({ patch, script, limits }: Cell): CellResult {
  const lines = script.text.split('\n').map((line) => line.split(' '));
  const decisive = lines.find(([word = '']) =>
    patch === null ? word === 'base' : word === 'any' || (word !== '' && patch.includes(word)),
  );
  const says = decisive?.[1] ?? '1';
  const output = `${patch === null ? 'base' : 'patched'}: ${says}`;
  if (says === 'timeout') {
    const seconds = limits.timeoutMs / 1000;
    return { outcome: 'timeout', exitCode: null, output, seconds, reason: 'no end in time' };
  }
  if (says === 'not-applied') {
    return {
      outcome: 'not-applied',
      exitCode: null,
      output: '',
      seconds: 0,
      reason: 'the patch does not apply',
    };
  }
  return { outcome: outcomeOfExit(Number(says)), exitCode: Number(says), output, seconds: 0.5, reason: null };
}

function repositoryOf(files: Files): Repository {
  const list = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({ path, blobId: blobIdOf(text), sizeBytes: Buffer.byteLength(text) }));
  return { list: async () => list, read: async ({ path }) => files[path] ?? null };
}
