import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { UsageError } from '../../../domain/errors.ts';
import { filesOfSplit } from './hub-files.ts';

/** Where rows lie: a file (`split` is null), or one split of a folder. */
export interface SplitPlace {
  readonly path: string;
  readonly split: string | null;
}

/** Takes `FOLDER#SPLIT` apart; a path that exists as it is written is that path. */
export async function splitPlace(place: string): Promise<SplitPlace> {
  const kind = await kindOf(place);
  if (kind === 'folder') return { path: place, split: 'test' };
  const mark = place.lastIndexOf('#');
  if (kind === 'none' && mark > 0 && (await kindOf(place.slice(0, mark))) === 'folder') {
    return { path: place.slice(0, mark), split: place.slice(mark + 1) };
  }
  return { path: place, split: null };
}

/** The folder that relative paths in rows start from. */
export async function folderOf(place: string): Promise<string> {
  const { path, split } = await splitPlace(place);
  return split === null ? dirname(path) : path;
}

export async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

/** Folder of the newest commit of a repository in the hub's cache; null where `repository` is no such folder. */
export async function newestSnapshot(repository: string): Promise<string | null> {
  const commit = await readFile(join(repository, 'refs', 'main'), 'utf8').catch(() => null);
  if (commit === null) return null;
  const snapshot = join(repository, 'snapshots', commit.trim());
  return (await kindOf(snapshot)) === 'folder' ? snapshot : null;
}

/** Paths, relative to the folder, of the files that make a split. Throws a UsageError that names the folder. */
export async function dataFiles(folder: string, split: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const files = entries.map((path) => path.split(sep).join('/'));
  const arrow = files.find((file) => file.endsWith('.arrow'));
  try {
    return filesOfSplit(files, files.includes('README.md') ? await readReadme(folder) : null, split);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    const remedy = arrow ? `; ${arrow} is Arrow: write it anew with the data set's to_parquet` : '';
    throw new UsageError(`${folder}: ${cause.message}${remedy}`, { cause });
  }
}

function readReadme(folder: string): Promise<string> {
  return readFile(join(folder, 'README.md'), 'utf8');
}
