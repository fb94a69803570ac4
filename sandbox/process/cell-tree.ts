import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell } from '../../domain/execution.ts';
import { applyPatchFunction } from '../apply-patch.ts';
import { patchOf } from '../cell-command.ts';
import { openGit } from '../git.ts';
import type { TreeDirectories } from './host-messages.ts';
import { removeTree } from './remove-tree.ts';

const run = promisify(execFile);
const REFUSAL_BYTES = 4 * 1024 ** 2;

/** Names of our temporary directories; the owner's process id follows. */
export const TREE_PREFIX = 'troop-cell-';

export interface CellTree extends TreeDirectories {
  /** Git's words where the patch does not apply; the tree is the base's then. */
  readonly refusal: string | null;
}

interface TreeOptions {
  readonly searchPath: string;
  /** Bare repository with the history of the cell's base commit, and nothing later. */
  readonly history: string;
  readonly signal: AbortSignal;
}

/**
 * Makes a copy of the cell's repository at its base commit, patched; whoever asks removes it. The copy borrows its
 * objects from a store that holds the base commit's history alone, and has no branch, remote or hook.
 */
export async function makeCellTree(cell: Cell, options: TreeOptions): Promise<CellTree> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), `${TREE_PREFIX}${process.pid}-`));
  try {
    return await fillTree(directory, cell, options);
  } catch (cause) {
    await removeTree(directory);
    options.signal.throwIfAborted();
    const message = `copying ${cell.repository} at ${cell.baseCommit} for ${cell.instanceId}: ${wordsOf(cause)}`;
    throw new MachineryError(message, { cause, transient: false });
  }
}

async function fillTree(directory: string, cell: Cell, options: TreeOptions): Promise<CellTree> {
  const root = join(directory, 'tree');
  const home = join(directory, 'home');
  const temporary = join(directory, 'tmp');
  const scripts = join(directory, 'script');
  for (const path of [root, home, temporary, scripts]) await mkdir(path);

  const environment = { PATH: options.searchPath, HOME: home };
  const git = openGit({ directory: root, environment, signal: options.signal });
  await git.raw(['init', '--quiet', '--template=']);
  await mkdir(join(root, '.git', 'objects', 'info'), { recursive: true });
  const objects = join(options.history, 'objects');
  await writeFile(join(root, '.git', 'objects', 'info', 'alternates'), `${objects}\n`);
  await copyFile(join(options.history, 'shallow'), join(root, '.git', 'shallow')).catch(unlessMissing);
  await git.raw(['checkout', '--quiet', '--detach', cell.baseCommit]);

  const patch = patchOf(cell);
  let refusal: string | null = null;
  if (patch !== null) {
    const patchFile = join(directory, 'patch.diff');
    await writeFile(patchFile, patch);
    refusal = await applyIn(root, { patchFile, apply: cell.apply, environment, signal: options.signal });
  }

  return { directory, root, home, temporary, scripts, refusal };
}

interface Applying {
  readonly patchFile: string;
  readonly apply: Cell['apply'];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Null where the patch is on the tree, else the words of whoever refused it last. */
async function applyIn(root: string, { patchFile, apply, environment, signal }: Applying) {
  const text = `ours() { git "$@"; }\n${applyPatchFunction(apply)}apply_patch "$1"`;
  const env = { ...environment, LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const options = { cwd: root, env, signal, maxBuffer: REFUSAL_BYTES };
  try {
    await run('/bin/sh', ['-c', text, 'sh', patchFile], options);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const isRefused = error instanceof Error && 'stdout' in error && 'code' in error && error.code === 1;
    if (!isRefused) throw error;
    return String(error.stdout).trim();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
