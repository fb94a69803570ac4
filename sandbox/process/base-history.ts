import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import { makeBareDirectory } from '../bare-directory.ts';
import { openGit } from '../git.ts';

export interface HistoryWanted {
  /** The user's repository, at its root. */
  readonly directory: string;
  readonly commit: string;
  /** Cache directory on this machine. */
  readonly cache: string;
  readonly environment: { readonly PATH: string; readonly HOME: string };
  readonly signal: AbortSignal;
}

/** Replace refs and grafts would let a later commit pass for an ancestor. */
const TRUE_HISTORY = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: '/nonexistent/grafts' };

/**
 * A bare repository with the history of one commit and nothing later: what cells borrow their objects from. It is
 * cached under the commit's id, which stands for all of its history, and checked when it is made. Throws a
 * MachineryError where the repository has no such commit, or where the copy holds what the commit does not reach.
 */
export async function baseHistory(wanted: HistoryWanted): Promise<string> {
  const { directory, commit, cache, environment, signal } = wanted;
  const git = openGit({ directory, environment, signal });
  await git.raw(['cat-file', '-e', `${commit}^{commit}`]).catch((cause: unknown) => {
    signal.throwIfAborted();
    const message = `no commit ${commit} in ${directory} (${wordsOf(cause)}): fetch it, or correct the instance's base commit`;
    throw new MachineryError(message, { cause, transient: false });
  });
  const shallow = resolve(directory, (await git.raw(['rev-parse', '--git-path', 'shallow'])).trim());
  const boundary = await readFile(shallow, 'utf8').catch(() => '');
  // Of a shallow clone the id stands only for what was fetched.
  const suffix =
    boundary === '' ? '' : `-${createHash('sha256').update(boundary).digest('hex').slice(0, 16)}`;
  const target = join(cache, 'histories', `${commit}${suffix}`);
  if (!(await exists(target)))
    await copyHistory(wanted, { target, shallow: boundary === '' ? null : shallow });
  // When it was last used, for `troop images prune`.
  await utimes(target, new Date(), new Date());
  return target;
}

/** Complete or not there at all: the copy gets its name when it is whole, and of two at once the first stays. */
async function copyHistory(
  wanted: HistoryWanted,
  { target, shallow }: { target: string; shallow: string | null },
): Promise<void> {
  await mkdir(join(target, '..'), { recursive: true });
  const partial = await mkdtemp(`${target}.partial-`);
  try {
    await makeBareDirectory(partial);
    if (shallow !== null) await copyFile(shallow, join(partial, 'shallow'));
    await mkdir(join(partial, 'objects', 'pack'), { recursive: true });
    await packHistory(wanted, join(partial, 'objects', 'pack', 'pack'));
    await checkHistory(partial, wanted).catch((cause: unknown) => {
      wanted.signal.throwIfAborted();
      if (cause instanceof MachineryError) throw cause;
      throw incomplete(wanted, wordsOf(cause));
    });
    await rename(partial, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Git's own walk decides what belongs to the history, from the commit alone. */
async function packHistory({ directory, commit, environment, signal }: HistoryWanted, prefix: string) {
  const git = spawn('git', ['pack-objects', '--revs', '-q', '--delta-base-offset', prefix], {
    cwd: directory,
    env: { ...environment, ...TRUE_HISTORY, LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['pipe', 'ignore', 'pipe'],
    signal,
  });
  let words = '';
  git.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  // It may refuse before it has read what it is asked; its status tells.
  git.stdin.on('error', () => {});
  git.stdin.end(`${commit}\n`);
  const [status]: unknown[] = await once(git, 'close').catch((error: unknown) => {
    signal.throwIfAborted();
    throw incomplete({ directory, commit }, wordsOf(error));
  });
  if (status !== 0) throw incomplete({ directory, commit }, words.trim());
}

function incomplete({ directory, commit }: Pick<HistoryWanted, 'directory' | 'commit'>, words: string) {
  const message = `copying the history of ${commit} out of ${directory}: ${words}; is the repository whole (git fsck)?`;
  return new MachineryError(message, { transient: false });
}

/** All objects that are there, against those that the commit reaches without any other repository's help. */
async function checkHistory(
  copy: string,
  { commit, directory, environment, signal }: HistoryWanted,
): Promise<void> {
  const git = openGit({ directory: copy, environment: { ...environment, HOME: copy }, signal });
  const all = await git.raw([
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objectname)',
    '--unordered',
  ]);
  const reached = await git.raw(['rev-list', '--objects', '--no-object-names', commit]);
  const allowed = new Set(reached.trim().split('\n'));
  const [left, ...others] = all
    .trim()
    .split('\n')
    .filter((id) => !allowed.has(id));
  if (left === undefined) return keepBoundary(copy, allowed);
  const message = `the copy of ${directory} holds ${others.length + 1} objects that ${commit} does not reach, such as ${left}`;
  throw new MachineryError(message, { transient: false });
}

/** Where a shallow clone ends is told of this history alone: the clone may have others, later ones too. */
async function keepBoundary(copy: string, allowed: ReadonlySet<string>): Promise<void> {
  const path = join(copy, 'shallow');
  if (!(await exists(path))) return;
  const kept = (await readFile(path, 'utf8')).split('\n').filter((id) => allowed.has(id));
  await rm(path);
  if (kept.length > 0) await writeFile(path, `${kept.join('\n')}\n`);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
