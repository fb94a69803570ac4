import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import type { Environment } from '../compose.ts';
import { type Git, userGit, zeroEnded } from './user-git.ts';

/** A git repository of the user's at the commit that HEAD is. */
export interface UserRepository {
  /** Absolute path of the work tree, or of the repository itself where that is bare. */
  readonly path: string;
  /** Absolute path of the objects' home, shared by all work trees of the repository. */
  readonly gitDirectory: string;
  readonly isBare: boolean;
  readonly name: string;
  /** Full commit id. */
  readonly head: string;
  /** What is not committed: changed, staged, deleted and untracked paths (a folder ends with a slash), sorted. */
  readonly dirty: readonly string[];
  readonly git: Git;
}

/** Throws a UsageError where the directory lies in no git repository, or in one without a commit. */
export async function openUserRepository(
  directory: string,
  environment: Environment,
): Promise<UserRepository> {
  const at = resolve(directory);
  const isDirectory = await stat(at).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new UsageError(`--repo: ${at} is no directory`);
  const inside = userGit(at, environment);
  const isBare = (await inside(['rev-parse', '--is-bare-repository']).catch(refuse(at))).trim() === 'true';
  const path = isBare ? at : lineOf(await inside(['rev-parse', '--show-toplevel']).catch(refuse(at)));
  const git = userGit(path, environment);
  const gitDirectory = resolve(path, lineOf(await git(['rev-parse', '--git-common-dir'])));
  const head = lineOf(
    await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch((cause: unknown) => {
      throw new UsageError(`${path} has no commit yet: troop works from what is committed`, { cause });
    }),
  );
  if (head.length !== 40)
    throw new UsageError(`${path} names its objects by SHA-256; only repositories of SHA-1 can be worked on`);
  const dirty = isBare ? [] : await dirtyPaths(git);
  return { path, gitDirectory, isBare, name: basename(path).replace(/\.git$/, ''), head, dirty, git };
}

/** Paths that differ from HEAD in the index or in the work tree, and untracked ones that git does not ignore. */
async function dirtyPaths(git: Git): Promise<string[]> {
  const changed = await git(['diff', '--name-only', '--no-renames', '-z', 'HEAD']);
  const staged = await git(['diff', '--cached', '--name-only', '--no-renames', '-z', 'HEAD']);
  const untracked = await git(['ls-files', '--others', '--exclude-standard', '--directory', '-z']);
  return [...new Set([changed, staged, untracked].flatMap(zeroEnded))].sort();
}

function refuse(at: string): (cause: unknown) => never {
  return (cause) => {
    const words = cause instanceof Error ? (cause.message.split('\n').at(-1) ?? '') : String(cause);
    throw new UsageError(`--repo: ${at} is no git repository that can be read (${words})`, { cause });
  };
}

/** A path may end with blanks of its own; git ends the line with one feed. */
export function lineOf(text: string): string {
  return text.replace(/\n$/, '');
}
