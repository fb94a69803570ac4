import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Parts of the cache that are made again when they are needed. */
const PARTS = ['repositories', 'histories', 'seen'];

/** A run that uses an entry has touched it within this time. */
const UNUSED_MS = 24 * 3_600_000;

/** Removes copies of repositories that nobody has used for a day; returns how many. */
export async function pruneCache(cache: string, now: number): Promise<number> {
  let removed = 0;
  for (const part of PARTS) {
    const folder = join(cache, part);
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      if (now - mtimeMs < UNUSED_MS) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
  }
  return removed;
}
