import { mkdir } from 'node:fs/promises';
import { type BesideObjects, type CommitSource, writeBesideObjects } from './beside-objects.ts';
import { plainGit, userGit } from './user-git.ts';

/** Nothing of the user's settings may check, rewrite or tidy on the way. */
const PLAIN = [
  '-c',
  'transfer.fsckObjects=false',
  '-c',
  'fetch.fsckObjects=false',
  '-c',
  'fetch.unpackLimit=1',
  '-c',
  'gc.auto=0',
  '-c',
  'maintenance.auto=false',
];

/** Gives any commit by its id, also one that no branch holds. */
const GIVER = 'git -c uploadpack.allowAnySHA1InWant=true upload-pack';

/**
 * Makes `target` a repository of its own at a commit: the commit's tree as git has it, byte for byte, with links and
 * executable bits, submodules' files and LFS contents; the history up to that commit; no branch, tag, remote, hook
 * or setting of the one it was taken from.
 */
export async function copyCommit(source: CommitSource, target: string): Promise<BesideObjects> {
  const { gitDirectory, commit, environment } = source;
  await mkdir(target, { recursive: true });
  const git = plainGit(target, environment);
  await git(['init', '--quiet', '--template=']);
  await git(['config', 'core.logAllRefUpdates', 'false']);
  // With its user's settings, by which git may read a repository of another owner.
  await userGit(
    target,
    environment,
  )([
    ...PLAIN,
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--update-shallow',
    `--upload-pack=${GIVER}`,
    gitDirectory,
    commit,
  ]);
  await git(['checkout', '--quiet', '--detach', commit]);
  const beside = await writeBesideObjects(source, target);
  const own = beside.lfs.filter((path) => !beside.submodules.some((folder) => path.startsWith(`${folder}/`)));
  if (own.length > 0) {
    // Git holds pointers in these places, and would show each content as a change.
    const input = own.map((path) => `${path}\0`).join('');
    await git(['update-index', '--skip-worktree', '-z', '--stdin'], { input });
  }
  return beside;
}
