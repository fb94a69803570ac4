import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell, CellResult } from '../../domain/execution.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { cacheDirectory } from '../cache-directory.ts';
import { openGit } from '../git.ts';
import { openGitRepository } from '../git-repository.ts';
import { runCells } from '../run-cells.ts';
import { createSharedWork } from '../shared-work.ts';
import { createSlots } from '../slots.ts';
import { notApplied } from '../verdict.ts';
import { createWarmPool, mayShare, type WarmSandbox } from '../warm-pool.ts';
import { baseHistory } from './base-history.ts';
import { type CellTree, makeCellTree } from './cell-tree.ts';
import { openCellHost } from './open-cell-host.ts';
import { reapDeadTrees } from './reap-dead-trees.ts';
import { removeTree } from './remove-tree.ts';
import { runInTree, type TreeRun } from './run-in-tree.ts';

export interface ProcessEngineOptions {
  /** Cells at once. */
  readonly concurrency: number;
  /**
   * The host's variables. Cells get its PATH and nothing else; git reads repositories under its HOME; caches lie where
   * `cacheDirectory` says.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Trees that wait for their trajectory's next cell, beyond as many as run at once. */
const MOST_IDLE = 24;

/**
 * Cells as plain processes of this user, each in a fresh copy of the repository, cut off after its base commit, but
 * for those on base that name a session: they share one as long as nothing changes in it. There is no isolation: a script can
 * do whatever its user can, the network and all files included, so it is for the demo and for one's own code. Of the
 * limits only time, the size of a file and the captured output hold. Linux and macOS; on macOS a process that
 * leaves its cell's process group outlives it.
 */
export function createProcessEngine({ concurrency, environment }: ProcessEngineOptions): SandboxEngine {
  const slots = createSlots(concurrency);
  const searchPath = environment.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  const host = { PATH: searchPath, HOME: environment.HOME ?? '/nonexistent' };
  const cache = cacheDirectory(environment);
  const histories = createSharedWork<string>();
  const cells = openCellHost();
  const warm = createWarmPool(concurrency + MOST_IDLE);
  let opening: Promise<string> | null = null;

  // A failure is not kept: the next use tries again.
  const open = () => {
    opening ??= openEngine(searchPath).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };

  function historyOf(
    { repository, baseCommit }: Pick<Cell, 'repository' | 'baseCommit'>,
    signal: AbortSignal,
  ) {
    return histories.get(JSON.stringify([repository, baseCommit]), signal, async (wanted) => {
      const directory = resolve(repository);
      await checkReadable(directory, repository, wanted);
      return baseHistory({ directory, commit: baseCommit, cache, environment: host, signal: wanted });
    });
  }

  /** Says in plain words what is wrong with a path before git does. */
  async function checkReadable(directory: string, repository: string, signal: AbortSignal): Promise<void> {
    try {
      await openGit({ directory, environment: host, signal }).raw(['rev-parse', '--git-dir']);
    } catch (cause) {
      signal.throwIfAborted();
      throw unreadable(repository, cause);
    }
  }

  async function runCell(
    cell: Cell,
    signal: AbortSignal,
    deliver: (result: CellResult) => void,
  ): Promise<void> {
    const shell = await open();
    const history = await historyOf(cell, signal);
    const making = { searchPath, history, signal };
    const running = { host: cells, shell, searchPath, signal };
    if (mayShare(cell)) {
      const open = async () => warmTree(await makeCellTree(cell, making), running);
      // All that a cell can change is looked at, so a tree may serve any trajectory.
      return warm.run({ cell, key: history, signal, deliver, open });
    }
    const tree = await makeCellTree(cell, making);
    try {
      if (tree.refusal !== null) deliver(notApplied(tree.refusal, cell.repository));
      else deliver((await runInTree(cell, tree, { ...running, isWarm: false })).result);
    } finally {
      await removeTree(tree.directory);
    }
  }

  return {
    name: 'process',
    capabilities: {
      isolation: false,
      networkOff: false,
      memoryLimit: false,
      pidsLimit: false,
      cpuLimit: false,
      diskLimit: 'file',
    },
    execute: (cells, signal, settled) => runCells({ cells, slots, signal, settled, runCell }),
    async openRepository(issue, signal) {
      const directory = await historyOf(issue, signal);
      const paths = { PATH: searchPath, HOME: directory };
      return openGitRepository({ directory, commit: issue.baseCommit, environment: paths, signal });
    },
    async close() {
      if (!opening) return;
      await warm.close();
      await cells.close();
      await reapDeadTrees();
    },
  };
}

function warmTree(tree: CellTree, running: Omit<TreeRun, 'isWarm' | 'signal'>): WarmSandbox {
  return {
    run: (cell, signal) => runInTree(cell, tree, { ...running, signal, isWarm: true }),
    remove: () => removeTree(tree.directory),
  };
}

/** Answers with the path of the shell: set-ups are bash, and other shells understand the simple ones. */
async function openEngine(searchPath: string): Promise<string> {
  await reapDeadTrees();
  for (const name of ['bash', 'sh']) {
    for (const directory of searchPath.split(delimiter)) {
      const path = join(directory, name);
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
  }
  throw new MachineryError(`neither bash nor sh in PATH (${searchPath})`, { transient: false });
}

function unreadable(repository: string, cause: unknown): MachineryError {
  const words = cause instanceof Error ? cause.message.trim() : String(cause);
  const message = `${repository} is no git repository that can be read (${words}): give the path of one`;
  return new MachineryError(message, { cause, transient: false });
}
