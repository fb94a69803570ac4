import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { inflateSync } from 'node:zlib';
import { git } from './leak-source.ts';

/** What of one leak an observer still sees. */
export interface Wanted {
  readonly secret: string;
  readonly later: string;
}

/**
 * The files below a folder in which a secret or a later commit's id can be found: as text, as binary id, or inside
 * anything compressed, wherever it begins. It knows nothing of git's formats, so nothing that git can read escapes it.
 */
export async function observeBytes(folder: string, { secret, later }: Wanted): Promise<string[]> {
  const needles = [Buffer.from(secret), Buffer.from(later), Buffer.from(later, 'hex')];
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const holds = (content: Buffer) => needles.some((needle) => content.includes(needle));
    if (holds(bytes) || inflated(bytes).some(holds)) found.push(relative(folder, path));
  }
  return found;
}

/** Everything that can be inflated at some place of the bytes: zlib's streams begin with 0x78 here. */
function inflated(bytes: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    try {
      contents.push(inflateSync(bytes.subarray(at)));
    } catch {
      // Not the beginning of one.
    }
  }
  return contents;
}

/** Ids of all objects in a repository, packed, loose and borrowed, that the allowed commits and the index do not reach. */
export async function observeObjects(repository: string, allowed: readonly string[]): Promise<string[]> {
  const listing = ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)', '--unordered'];
  const all = (await git(repository, ...listing)).split('\n');
  const history = await git(repository, '--no-replace-objects', 'rev-list', '--objects', ...allowed);
  const index = (await git(repository, 'ls-files', '--stage'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  const reached = new Set([...history.split('\n').map((line) => line.slice(0, 40)), ...index]);
  return all.filter((id) => !reached.has(id));
}
