import { type BigIntStats, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a tree looked like: a line for each path, of all that a change of content, mode or kind changes. */
export type TreeSnapshot = ReadonlyMap<string, string>;

/**
 * Every path under a directory. Status-change times are among what is compared: they cannot be set back, so a file
 * that was changed and given its old time is still seen.
 */
export function snapshotOf(directory: string): TreeSnapshot {
  const lines = new Map<string, string>();
  const visit = (relative: string) => {
    for (const entry of readdirSync(join(directory, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      lines.set(path, lineOf(lstatSync(join(directory, path), { bigint: true })));
      if (entry.isDirectory()) visit(path);
    }
  };
  visit('');
  return lines;
}

export function isSame(before: TreeSnapshot, now: TreeSnapshot): boolean {
  if (before.size !== now.size) return false;
  for (const [path, line] of before) if (now.get(path) !== line) return false;
  return true;
}

/** A directory's times change when a file in it comes and goes; its entries say all that counts. */
function lineOf(stats: BigIntStats): string {
  const { mode, ino, size, mtimeNs, ctimeNs } = stats;
  return stats.isDirectory() ? `${mode} ${ino}` : `${mode} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}
