import { appendFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitWith, type LeakSource } from './leak-source.ts';

/** What a leak is planted into. */
export interface Ground {
  readonly source: LeakSource;
  /** Folder that becomes `/` of an image; the repository is its `testbed`. */
  readonly files: string;
  readonly testbed: string;
  /** The leak's own secret, and a commit later than base that holds it. */
  readonly secret: string;
  readonly later: string;
}

type Plant = (ground: Ground) => Promise<unknown>;

/** Every way that we know in which a repository shows what came after its base commit; each leaves its secret once. */
export const LEAKS: Readonly<Record<string, Plant>> = {
  branch: ({ source, testbed, later }) => fetch(source, testbed, `${later}:refs/heads/later`),
  'branch of a remote': async ({ source, testbed, later }) => {
    await git(testbed, 'remote', 'add', 'origin', source.directory);
    await fetch(source, testbed, `${later}:refs/remotes/origin/main`);
  },
  tag: ({ source, testbed, later }) => fetch(source, testbed, `${later}:refs/tags/v2`),
  'tag with a message': async ({ source, testbed, later, secret }) => {
    await fetch(source, testbed, later);
    await git(testbed, 'tag', '--annotate', 'v3', later, `--message=${secret}`);
  },
  'tag of a tag of an old commit': async ({ source, testbed, secret }) => {
    await git(testbed, 'tag', '--annotate', 'v4', source.old, `--message=${secret}`);
    await git(testbed, 'tag', '--annotate', 'v5', 'v4', '--message=again');
  },
  'tag of a file': async ({ source, testbed, later, secret }) => {
    await fetch(source, testbed, later);
    await git(testbed, 'tag', 'a-file', `${later}:${secret}.txt`);
  },
  'packed ref': async ({ source, testbed, later }) => {
    await fetch(source, testbed, `${later}:refs/heads/packed`);
    await git(testbed, 'pack-refs', '--all');
  },
  reflog: async ({ source, testbed, later }) => {
    await fetch(source, testbed, later);
    await git(testbed, 'config', 'core.logAllRefUpdates', 'true');
    await git(testbed, 'reset', '--quiet', '--hard', later);
    await git(testbed, 'reset', '--quiet', '--hard', source.base);
    await rm(join(testbed, '.git', 'ORIG_HEAD'), { force: true });
  },
  stash: async ({ testbed, secret }) => {
    await writeFile(join(testbed, `${secret}.txt`), `the fix ${secret}\n`);
    await git(testbed, 'stash', 'push', '--quiet', '--include-untracked');
  },
  notes: ({ source, testbed, secret }) =>
    git(testbed, 'notes', 'add', '--force', '-m', `fixed by ${secret}`, source.old),
  'replace ref': async ({ source, testbed, later }) => {
    await fetch(source, testbed, later);
    await git(testbed, 'replace', '--force', source.old, later);
  },
  graft: async ({ source, testbed, later }) => {
    await fetch(source, testbed, later);
    await mkdir(join(testbed, '.git', 'info'), { recursive: true });
    await appendFile(join(testbed, '.git', 'info', 'grafts'), `${source.old} ${later}\n`);
  },
  'shallow boundary': async ({ source, testbed, later }) => {
    await git(testbed, 'fetch', '--quiet', '--depth=1', `file://${source.directory}`, later);
    await rm(join(testbed, '.git', 'FETCH_HEAD'));
  },
  FETCH_HEAD: ({ source, testbed, later }) => git(testbed, 'fetch', '--quiet', source.directory, later),
  ORIG_HEAD: async ({ source, testbed, later }) => {
    await fetch(source, testbed, later);
    await writeFile(join(testbed, '.git', 'ORIG_HEAD'), `${later}\n`);
  },
  'loose object': ({ source, testbed, later }) => fetch(source, testbed, later),
  'packed object': async ({ source, testbed, later }) => {
    await packOf(source, later, join(testbed, '.git', 'objects', 'pack'));
  },
  'alternate store': async ({ source, files, testbed, later }) => {
    await fetch(source, await bareRepository(join(files, 'opt', 'store')), later);
    await borrow(testbed, '/opt/store/objects');
  },
  'alternate store that is no repository': async ({ source, files, testbed, later }) => {
    await packOf(source, later, join(files, 'opt', 'objects-alone', 'pack'));
    await borrow(testbed, '/opt/objects-alone');
  },
  'work tree that is gone': async ({ source, files, testbed, later }) => {
    await fetch(source, testbed, later);
    const tree = join(files, 'opt', 'tree-that-is-gone');
    await git(testbed, 'worktree', 'add', '--quiet', '--detach', tree, later);
    await rm(tree, { recursive: true });
  },
  'directory of a submodule that base does not have': async ({ source, testbed, later }) => {
    await fetch(source, await bareRepository(join(testbed, '.git', 'modules', 'gone')), later);
  },
  bundle: ({ source, testbed, later }) => bundleOf(source, later, join(testbed, '.git', 'later.bundle')),
  'pack outside the object store': async ({ source, testbed, later }) => {
    await packOf(source, later, join(testbed, '.git', 'packs'));
  },
  'file of git fsck --lost-found': async ({ testbed, secret }) => {
    await mkdir(join(testbed, '.git', 'lost-found', 'other'), { recursive: true });
    await writeFile(join(testbed, '.git', 'lost-found', 'other', 'file'), secret);
  },
  'text of a commit message': ({ testbed, secret }) =>
    writeFile(join(testbed, '.git', 'COMMIT_EDITMSG'), `fix ${secret}\n`),
  hook: async ({ testbed, secret }) => {
    await mkdir(join(testbed, '.git', 'hooks'), { recursive: true });
    await writeFile(join(testbed, '.git', 'hooks', 'post-checkout'), `#!/bin/sh\n# ${secret}\n`);
  },
  'setting of a remote': ({ testbed, secret }) =>
    git(testbed, 'config', 'remote.later.url', `/srv/${secret}`),
  'copy elsewhere in the image': async ({ source, files, later }) => {
    await fetch(source, await bareRepository(join(files, 'opt', 'mirror.git')), `${later}:refs/heads/main`);
  },
  'shallow copy of a later commit elsewhere in the image': async ({ source, files, later }) => {
    const copy = await bareRepository(join(files, 'opt', 'nested', 'shallow.git'));
    await git(
      copy,
      'fetch',
      '--quiet',
      '--depth=1',
      `file://${source.directory}`,
      `${later}:refs/heads/main`,
    );
    await rm(join(copy, 'FETCH_HEAD'), { force: true });
  },
  'pack in no git directory': async ({ source, files, later }) => {
    await packOf(source, later, join(files, 'opt', 'packs'));
  },
  'pack without an index, under another name': async ({ source, files, later, secret }) => {
    await packOf(source, later, join(files, 'opt', 'unnamed'));
    const folder = join(files, 'opt', 'unnamed');
    for (const name of await readdir(folder)) {
      if (name.endsWith('.pack')) await rename(join(folder, name), join(folder, `${secret.slice(0, 9)}.bin`));
      else await rm(join(folder, name), { force: true });
    }
  },
  'pack of the later objects alone': async ({ source, files, later }) => {
    const objects = await git(source.directory, 'rev-list', '--objects', later, `^${source.base}`);
    const ids = objects.split('\n').map((line) => line.slice(0, 40));
    await mkdir(join(files, 'opt', 'thin'), { recursive: true });
    await gitWith(source.directory, ids.join('\n'), 'pack-objects', '-q', join(files, 'opt', 'thin', 'pack'));
  },
  'pack of a commit whose parent is nowhere': async ({ source, files, later }) => {
    const tree = await git(source.directory, 'rev-parse', `${later}^{tree}`);
    const name = await git(source.directory, 'diff', '--name-only', source.base, later);
    const blob = await git(source.directory, 'rev-parse', `${later}:${name}`);
    const unknown = await git(source.directory, 'commit-tree', tree, '-p', later, '-m', later);
    await mkdir(join(files, 'opt', 'later-still'), { recursive: true });
    const ids = [unknown, tree, blob].join('\n');
    await gitWith(source.directory, ids, 'pack-objects', '-q', join(files, 'opt', 'later-still', 'pack'));
  },
  'bundle outside the git directory': ({ source, files, later }) =>
    bundleOf(source, later, join(files, 'opt', 'later.bundle')),
  'bundle on top of base, in the work tree': ({ source, testbed, later }) =>
    bundleOf(source, later, join(testbed, 'fix.bin'), `^${source.base}`),
  'loose objects in no git directory': async ({ source, files, later }) => {
    const place = await bareRepository(join(files, 'opt', 'loose.git'));
    await git(
      place,
      '-c',
      'transfer.unpackLimit=1000',
      'fetch',
      '--quiet',
      '--no-tags',
      source.directory,
      later,
    );
    await rename(join(place, 'objects'), join(files, 'opt', 'loose'));
    await rm(place, { recursive: true });
  },
};

/** Makes the repository at base, as an image has it, in `files`/testbed. */
export async function makeTestbed(source: LeakSource, files: string): Promise<string> {
  const testbed = join(files, 'testbed');
  await mkdir(testbed, { recursive: true });
  await git(testbed, 'init', '--quiet', '--initial-branch=main', '--template=');
  await fetch(source, testbed, source.base);
  await fetch(source, testbed, 'refs/tags/v1:refs/tags/v1');
  await git(testbed, 'update-ref', 'refs/heads/main', source.base);
  await git(testbed, 'reset', '--quiet', '--hard', source.base);
  await rm(join(testbed, '.git', 'ORIG_HEAD'), { force: true });
  await mkdir(join(files, 'opt'), { recursive: true });
  return testbed;
}

/** Without the file in which git notes what it has fetched. */
async function fetch(source: LeakSource, into: string, refspec: string): Promise<void> {
  await git(into, 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head', source.directory, refspec);
}

async function bareRepository(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await git(directory, 'init', '--quiet', '--bare', '--template=');
  return directory;
}

async function borrow(testbed: string, objects: string): Promise<void> {
  await mkdir(join(testbed, '.git', 'objects', 'info'), { recursive: true });
  await appendFile(join(testbed, '.git', 'objects', 'info', 'alternates'), `${objects}\n`);
}

/** A pack of all that a commit reaches, in a folder. */
export async function packOf(source: LeakSource, commit: string, folder: string): Promise<void> {
  const place = join(source.directory, '..', `packed-${commit}`);
  await bareRepository(place);
  await fetch(source, place, `${commit}:refs/heads/main`);
  await git(place, 'repack', '-a', '-d', '--quiet');
  await mkdir(folder, { recursive: true });
  const packs = join(place, 'objects', 'pack');
  for (const name of await readdir(packs)) await cp(join(packs, name), join(folder, name));
  await rm(place, { recursive: true });
}

export async function bundleOf(
  source: LeakSource,
  commit: string,
  file: string,
  ...without: string[]
): Promise<void> {
  await git(source.directory, 'update-ref', 'refs/heads/bundled', commit);
  await git(source.directory, 'bundle', 'create', '--quiet', file, 'bundled', ...without);
  await git(source.directory, 'update-ref', '-d', 'refs/heads/bundled');
}
