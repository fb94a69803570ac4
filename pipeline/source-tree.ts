import { createBreather } from './breather.ts';
import { tokensOf } from './tokens.ts';

interface Entry {
  readonly path: string;
  readonly tokens: number;
}

export interface SourceTree {
  /** A line for each folder, then one for each of its files with its length in tokens. */
  readonly text: string;
  /** Files that have a line, in the order of the text. */
  readonly listed: readonly string[];
}

/** What a line about files that are not listed takes at most. */
const REST_TOKENS = 16;

/**
 * The tree of source files up to `tokenLimit`. Where it is too large, those first in `order` are listed, and every
 * folder with a listed file says how many more it has.
 */
export async function sourceTree(
  files: readonly Entry[],
  order: readonly string[],
  tokenLimit: number,
): Promise<SourceTree> {
  const breathe = createBreather();
  const byPath = new Map(files.map((file) => [file.path, file]));
  const shown = new Map<string, Entry[]>();
  let room = tokenLimit - REST_TOKENS;
  for (const path of order) {
    const file = byPath.get(path);
    if (file === undefined) continue;
    const folder = folderOf(path);
    const opening = shown.has(folder) ? 0 : tokensOf(`${folder}\n`) + REST_TOKENS;
    const cost = opening + tokensOf(`${fileLine(file)}\n`);
    await breathe();
    if (cost > room) break;
    room -= cost;
    shown.set(folder, [...(shown.get(folder) ?? []), file]);
  }
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  const folders = [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = folders.flatMap(([folder, entries]) => {
    const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return [folder, ...sorted.map(fileLine), ...restLine((counts.get(folder) ?? 0) - sorted.length, '')];
  });
  const elsewhere = [...counts].filter(([folder]) => !shown.has(folder));
  const unseen = elsewhere.reduce((sum, [, count]) => sum + count, 0);
  return {
    text: [...lines, ...restLine(unseen, ' in other folders')].join('\n'),
    listed: folders.flatMap(([, entries]) => entries.map(({ path }) => path)),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) || './';
}

function fileLine({ path, tokens }: Entry): string {
  return `  ${path.slice(path.lastIndexOf('/') + 1)} ${tokens}`;
}

function restLine(count: number, where: string): string[] {
  return count === 0 ? [] : [`  ... ${count} more${where}`];
}
