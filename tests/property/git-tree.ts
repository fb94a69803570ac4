import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes a tree of texts into a new folder, lets real git work on it, and removes it. */
export function withTree<T>(files: ReadonlyMap<string, string | null>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'troop-patch-'));
  try {
    for (const [path, text] of files) {
      if (text === null) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `git apply` as a sandbox calls it; returns what git complains of, '' where it applied. */
export function gitApply(folder: string, patch: string): string {
  const git = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: patch,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) },
  });
  return git.status === 0 ? '' : git.stderr;
}

/** What `git diff` says between two trees with this many lines of context. */
export function gitDiff(
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
  context: number,
): string {
  return withTree(before, (folder) => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    const snapshot = () => {
      git('add', '-A');
      return git('write-tree').trim();
    };
    git('-c', 'init.defaultBranch=main', 'init', '-q');
    git('config', 'core.autocrlf', 'false');
    const old = snapshot();
    for (const [path, text] of after) {
      if (text === null) rmSync(join(folder, path), { force: true });
      else {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    return git('diff', '--no-renames', `-U${context}`, old, snapshot());
  });
}

export function readTree(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]));
}
