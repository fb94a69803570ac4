import { readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../owner.ts';
import { TREE_PREFIX } from './cell-tree.ts';
import { findProcesses, kill, MARKER } from './kill-tree.ts';
import { removeTree } from './remove-tree.ts';

/** Ends the processes and removes the directories of cells whose owner, a process of this machine, is dead. */
export async function reapDeadTrees(): Promise<void> {
  const marker = new RegExp(`(?:^|\\0)${MARKER}=(\\d+)-`);
  const orphans = findProcesses(({ environment }) => isDead(marker.exec(environment)?.[1]));
  for (const pid of orphans) kill(pid);

  const place = await realpath(tmpdir());
  const directory = new RegExp(`^${TREE_PREFIX}(\\d+)-`);
  for (const name of await readdir(place)) {
    if (isDead(directory.exec(name)?.[1])) await removeTree(join(place, name));
  }
}

function isDead(owner: string | undefined): boolean {
  return owner !== undefined && !isAlive(Number(owner));
}
