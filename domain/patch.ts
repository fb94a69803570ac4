import { createHash } from 'node:crypto';
import { structuredPatch } from 'diff';
import { quoteGitPath } from './git-path.ts';
import { type PatchedFile, scanPatch } from './scan-patch.ts';

/** Texts by path; null where the file does not exist. */
export type Tree = ReadonlyMap<string, string | null>;

export interface PatchStats {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

const CONTEXT_LINES = 3;

/** Unified diff from one tree to another in git's form, files by path; '' where they are equal. */
export function makePatch(before: Tree, after: Tree): string {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.map((path) => fileDiff(path, before.get(path) ?? null, after.get(path) ?? null)).join('');
}

function fileDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const [oldName, newName] = [quoteGitPath(`a/${path}`), quoteGitPath(`b/${path}`)];
  const { hunks } = structuredPatch(path, path, before ?? '', after ?? '', undefined, undefined, {
    context: CONTEXT_LINES,
  });
  const lines = [`diff --git ${oldName} ${newName}`];
  if (before === null) lines.push('new file mode 100644');
  if (after === null) lines.push('deleted file mode 100644');
  if (hunks.length > 0) {
    lines.push(`--- ${before === null ? '/dev/null' : withTab(oldName)}`);
    lines.push(`+++ ${after === null ? '/dev/null' : withTab(newName)}`);
  }
  for (const hunk of hunks) {
    const from = range(hunk.oldStart, hunk.oldLines);
    lines.push(`@@ -${from} +${range(hunk.newStart, hunk.newLines)} @@`, ...hunk.lines);
  }
  return `${lines.join('\n')}\n`;
}

/** Git ends a name that has blanks with a tab, so that they are not taken for a time stamp's. */
function withTab(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

/** An empty range is named by the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}

/**
 * SHA-256 in hex; equal for two patches that change the same bytes. Index lines, hunk numbers, context and the order
 * of files do not count; paths, modes, renames, every changed line with its white space and line end do. A patch that
 * cannot be read as one counts as it stands.
 */
export function patchIdentity(patch: string): string {
  const { files, whole } = scanPatch(patch);
  const readable = whole && files.length > 0;
  const normal = readable ? files.map(normalFile).sort() : ['unreadable', patch];
  return createHash('sha256').update(JSON.stringify(normal)).digest('hex');
}

function normalFile({ oldPath, newPath, traits, groups }: PatchedFile): string {
  // A plain diff does not say the mode that git gives to a new file.
  const implied = oldPath === null && !traits.some((trait) => trait.startsWith('new file')) ? NEW_FILE : [];
  const kept = traits.filter((trait) => !trait.startsWith('deleted file'));
  // Within a run without context, how tools interleave removed and added lines means nothing.
  const changes = groups.map((group) => [
    group.filter((line) => line.startsWith('-')),
    group.filter((line) => line.startsWith('+')),
  ]);
  return JSON.stringify([oldPath, newPath, [...kept, ...implied].sort(), changes]);
}

const NEW_FILE = ['new file mode 100644'];

/** Paths that a patch touches, old and new, sorted. */
export function patchedPaths(patch: string): string[] {
  const paths = scanPatch(patch).files.flatMap(({ oldPath, newPath }) => [oldPath, newPath]);
  return [...new Set(paths.filter((path) => path !== null))].sort();
}

export function patchStats(patch: string): PatchStats {
  const { files } = scanPatch(patch);
  const changed = files.flatMap(({ groups }) => groups.flat());
  const count = (sign: string) => changed.filter((line) => line.startsWith(sign)).length;
  return { files: files.length, added: count('+'), removed: count('-') };
}
