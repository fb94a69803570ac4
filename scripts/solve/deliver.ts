import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import type { Solution } from './solution.ts';
import { zeroEnded } from './user-git.ts';
import { lineOf, type UserRepository } from './user-repository.ts';

export interface Delivery {
  readonly apply: boolean;
  readonly branch?: string;
}

/** What became of a chosen patch. */
export type Delivered =
  | { readonly kind: 'applied'; readonly files: readonly string[] }
  | { readonly kind: 'branch'; readonly branch: string; readonly commit: string }
  | { readonly kind: 'nothing'; readonly why: string };

/** Finds out before any money is spent whether a patch could be taken as wished. Throws a UsageError where not. */
export async function checkDelivery({ git, path, isBare }: UserRepository, wish: Delivery): Promise<void> {
  const { apply, branch } = wish;
  if (apply && isBare) throw new UsageError(`--apply: ${path} has no work tree; --branch NAME needs none`);
  if (branch === undefined) return;
  await git(['check-ref-format', '--branch', branch]).catch((cause: unknown) => {
    throw new UsageError(`--branch: ${branch} is no name that git takes for a branch`, { cause });
  });
  const there = await git(['for-each-ref', '--format=%(refname)', `refs/heads/${branch}`]);
  if (there.trim() !== '')
    throw new UsageError(
      `--branch: ${there.trim().split('\n').join(', ')} is there already, and branches are not overwritten; name another`,
    );
  for (const who of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    await git(['var', who]).catch((cause: unknown) => {
      throw new UsageError(
        '--branch: git does not know who commits; tell it once with git config user.name and user.email',
        { cause },
      );
    });
  }
}

/**
 * Takes the chosen patch as wished: into the work tree, never committed, or as a commit on a new branch, with work tree
 * and index as they were. One that breaks the existing tests, or would fall on changes of the user's, is not taken.
 */
export async function deliver(
  repository: UserRepository,
  solution: Solution,
  wish: Delivery,
): Promise<Delivered> {
  const { patch, state, regression } = solution;
  const nothing = (why: string): Delivered => ({ kind: 'nothing', why });
  if (patch === null) return nothing('there is no patch');
  if (!wish.apply && wish.branch === undefined)
    return nothing('--apply puts it into the work tree, --branch NAME on a branch of its own');
  if (state !== 'done') return nothing('the run is not finished; say the same again to go on with it');
  if (regression?.chosenBreaks) return nothing('it breaks the existing tests; look at it first');
  if (wish.branch !== undefined) return toBranch(repository, solution, patch, wish.branch);
  const changed = await changedSince(repository, solution.files);
  if (changed.length > 0)
    return nothing(
      `${changed.join(', ')} ${changed.length === 1 ? 'has' : 'have'} changes that are not in ${repository.head.slice(0, 12)}; commit or stash them and say the same again`,
    );
  await repository.git(['apply', '--whitespace=nowarn', '-'], { input: patch });
  return { kind: 'applied', files: solution.files };
}

/** Those of the paths that are not, in work tree and index, what they are in the commit worked on. */
async function changedSince(
  { git, head, path: root }: UserRepository,
  paths: readonly string[],
): Promise<string[]> {
  const literal = paths.map((path) => `:(top,literal)${path}`);
  const compared = ['--name-only', '--no-renames', '-z', head, '--', ...literal];
  const changed = [await git(['diff', ...compared]), await git(['diff', '--cached', ...compared])];
  const tracked = new Set(zeroEnded(await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', head])));
  const present: string[] = [];
  for (const path of paths.filter((one) => !tracked.has(one)))
    if (await lstat(join(root, path)).catch(() => null)) present.push(path);
  return [...new Set([...changed.flatMap(zeroEnded), ...present])].sort();
}

async function toBranch(
  { git, head }: UserRepository,
  solution: Solution,
  patch: string,
  branch: string,
): Promise<Delivered> {
  const folder = await mkdtemp(join(tmpdir(), 'troop-branch-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await git(['read-tree', head], { env });
    await git(['apply', '--cached', '--whitespace=nowarn', '-'], { env, input: patch });
    const tree = lineOf(await git(['write-tree'], { env }));
    const commit = lineOf(
      await git(['commit-tree', tree, '-p', head, '-F', '-'], { input: messageOf(solution) }),
    );
    // Zeros: only where no such branch has come to be since.
    await git(['update-ref', `refs/heads/${branch}`, commit, '0'.repeat(40)]);
    return { kind: 'branch', branch, commit };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SUBJECT_CHARS = 72;

function messageOf({ title, run, candidate, assurance }: Solution): string {
  const grounds = assurance?.speaksFor.map((ground) => `- ${ground}`) ?? [];
  return [
    `Fix: ${title}`.slice(0, SUBJECT_CHARS),
    '',
    `Candidate ${candidate} of troop's run ${run}, ${assurance?.level ?? 'chosen'}:`,
    ...grounds,
    '',
  ].join('\n');
}
