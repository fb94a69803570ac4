import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../compose.ts';
import { writeLfsContents } from './lfs-contents.ts';
import { type Git, plainGit, userGit, zeroEnded } from './user-git.ts';
import { lineOf } from './user-repository.ts';

/** What belongs to a commit's tree although it does not lie among the repository's objects. */
export interface BesideObjects {
  /** Paths of submodules whose files were written. */
  readonly submodules: readonly string[];
  /** Paths of LFS files whose content was written; those of submodules included. */
  readonly lfs: readonly string[];
  /** What this machine does not have, each with what would fetch it. */
  readonly missing: readonly string[];
}

export interface CommitSource {
  /** Work tree, or bare repository. */
  readonly path: string;
  /** Absolute path of its git directory, shared by all work trees. */
  readonly gitDirectory: string;
  readonly commit: string;
  readonly environment: Environment;
}

/**
 * Writes the files of a commit's submodules, theirs included, and the contents of its LFS files into `target`, from
 * what lies on this machine; asks no server. `within` names the place in messages.
 */
export async function writeBesideObjects(
  source: CommitSource,
  target: string,
  within = '',
): Promise<BesideObjects> {
  const git = gitOf(source);
  const contents = await writeLfsContents({ ...source, git }, target);
  const submodules: string[] = [];
  const lfs = contents.written.map((path) => join(within, path));
  const missing = contents.missing.map((path) => `LFS file ${join(within, path)} (git lfs fetch)`);
  for (const { path, commit } of await submodulesOf(git, source.commit)) {
    const place = join(within, path);
    const found = await openSubmodule(source, git, path);
    const below = found && { ...found, commit, environment: source.environment };
    if (!below || !(await hasCommit(gitOf(below), commit))) {
      missing.push(`submodule ${place} (git submodule update --init --recursive)`);
      continue;
    }
    await checkOut(below, join(target, path));
    const inner = await writeBesideObjects(below, join(target, path), place);
    submodules.push(place, ...inner.submodules);
    lfs.push(...inner.lfs);
    missing.push(...inner.missing);
  }
  return { submodules, lfs, missing };
}

/** Where there is no work tree, the settings may still name the one that a submodule once had. */
function gitOf({ path, gitDirectory, environment }: CommitSource): Git {
  const git = userGit(path, environment);
  if (path !== gitDirectory) return git;
  const env = { GIT_DIR: gitDirectory, GIT_WORK_TREE: gitDirectory };
  return (args, options) => git(args, { ...options, env });
}

async function submodulesOf(git: Git, commit: string): Promise<{ path: string; commit: string }[]> {
  const entries = zeroEnded(await git(['ls-tree', '-r', '-z', '--full-tree', commit]));
  return entries.flatMap((entry) => {
    const [, id, path] = /^160000 commit ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    return id === undefined || path === undefined ? [] : [{ path, commit: id }];
  });
}

/** The repository of a submodule: where it is checked out, else where git keeps it; null where it never was. */
async function openSubmodule(
  { path: above, gitDirectory, commit, environment }: CommitSource,
  git: Git,
  path: string,
): Promise<Pick<CommitSource, 'path' | 'gitDirectory'> | null> {
  const checkedOut = join(above, path);
  // Without a .git of its own, git would answer for the repository around it.
  if (await exists(join(checkedOut, '.git'))) {
    const own = lineOf(await userGit(checkedOut, environment)(['rev-parse', '--git-common-dir']));
    return { path: checkedOut, gitDirectory: resolve(checkedOut, own) };
  }
  const listed = ['config', '-z', '--blob', `${commit}:.gitmodules`, '--get-regexp', '\\.path$'];
  const settings = zeroEnded(await git(listed).catch(() => ''));
  const setting = settings.find((text) => text.endsWith(`\n${path}`));
  const name = /^submodule\.(.*)\.path\n/s.exec(setting ?? '')?.[1];
  const kept = name === undefined ? null : join(gitDirectory, 'modules', name);
  return kept !== null && (await exists(kept)) ? { path: kept, gitDirectory: kept } : null;
}

function hasCommit(git: Git, commit: string): Promise<boolean> {
  return git(['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
}

/** Through an index of its own: the submodule's is not touched. */
async function checkOut({ gitDirectory, commit, environment }: CommitSource, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const git = plainGit(target, environment);
  const index = `${target}.troop-index`;
  const env = { GIT_DIR: gitDirectory, GIT_WORK_TREE: target, GIT_INDEX_FILE: index };
  await git(['read-tree', commit], { env });
  await git(['checkout-index', '--all', '--force'], { env });
  await rm(index, { force: true });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
