import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Git, zeroEnded } from './user-git.ts';
import { lineOf } from './user-repository.ts';

interface LfsSource {
  readonly git: Git;
  /** Absolute path of the git directory under which LFS keeps its objects. */
  readonly gitDirectory: string;
  readonly commit: string;
}

/** First line of every pointer (LFS specification, version 1). */
const POINTER = 'version https://git-lfs.github.com/spec/v1';

/**
 * Writes the contents of a commit's LFS files into `target`, from the objects on this machine; git itself knows only
 * pointers to them. Answers with the paths written, and with those whose content this machine does not have.
 */
export async function writeLfsContents(
  { git, gitDirectory, commit }: LfsSource,
  target: string,
): Promise<{ written: string[]; missing: string[] }> {
  const pointers = await pointersOf(git, commit);
  if (pointers.length === 0) return { written: [], missing: [] };
  const storage = lineOf(await git(['config', '--get', 'lfs.storage']).catch(() => 'lfs'));
  const written: string[] = [];
  const missing: string[] = [];
  for (const { path, id, isExecutable } of pointers) {
    const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(await git(['cat-file', 'blob', id]))?.[1];
    if (oid === undefined) continue;
    const object = join(resolve(gitDirectory, storage), 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
    if (!(await stat(object).catch(() => null))) {
      missing.push(path);
      continue;
    }
    const file = join(target, path);
    await mkdir(dirname(file), { recursive: true });
    await copyFile(object, file);
    await chmod(file, isExecutable ? 0o755 : 0o644);
    written.push(path);
  }
  return { written, missing };
}

async function pointersOf(
  git: Git,
  commit: string,
): Promise<{ path: string; id: string; isExecutable: boolean }[]> {
  // Status 1, where nothing is found, is an error to whoever runs the program.
  const found = await git(['grep', '-z', '-l', '-F', POINTER, commit]).catch(() => '');
  const paths = new Set(zeroEnded(found).map((name) => name.slice(commit.length + 1)));
  if (paths.size === 0) return [];
  return zeroEnded(await git(['ls-tree', '-r', '-z', '--full-tree', commit])).flatMap((entry) => {
    const [, mode, id, path] = /^(100\d{3}) blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    if (id === undefined || path === undefined || !paths.has(path)) return [];
    return [{ path, id, isExecutable: mode === '100755' }];
  });
}
