import { rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeDirectories } from './host-messages.ts';

/** Where the text of a tree's command lies: an argument of a process has 128 KB at most. */
export function commandFile({ directory }: Pick<TreeDirectories, 'directory'>): string {
  return join(directory, 'command');
}

/** Writes a new file. What a patch or a cell put in its place gives way: a link there would lead the text elsewhere. */
export function placeFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, text, { flag: 'wx' });
  }
}

/** Removes whatever lies there; mostly it is a file, for which this is a third of the work of `rmSync`. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    rmSync(path, { recursive: true, force: true });
  }
}
