import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WHEN = '2020-01-01T00:00:00Z';

/** Git for tests: the same ids everywhere, no settings of this machine, submodules of local paths allowed. */
export async function git(directory: string, ...words: string[]): Promise<string> {
  return gitWith(directory, null, ...words);
}

/** The same with a text as its standard input. */
export async function gitWith(directory: string, input: string | null, ...words: string[]): Promise<string> {
  const settings = ['user.name=t', 'user.email=t@example.org', 'protocol.file.allow=always', 'gc.auto=0'];
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_DATE: WHEN,
    GIT_COMMITTER_DATE: WHEN,
  };
  const args = [...settings.flatMap((setting) => ['-c', setting]), ...words];
  const running = run('git', args, { cwd: directory, env, maxBuffer: 64 * 1024 ** 2 });
  if (input !== null) running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout.trim();
}

/** A repository with two commits, of which the later one is base. */
export interface LeakSource {
  readonly directory: string;
  readonly base: string;
  readonly old: string;
  /** Makes a commit on top of base whose file and message hold the secret; no ref names it. */
  later(secret: string): Promise<string>;
}

/** The old commit bears a tag; files tell the project; nothing later than base is there yet. */
export async function makeLeakSource(directory: string, project = ''): Promise<LeakSource> {
  await mkdir(directory, { recursive: true });
  await git(directory, 'init', '--quiet', '--initial-branch=main', '--template=');
  // Enough files that half of them say whose copy a shallow clone is.
  for (const name of ['a', 'b', 'c', 'd'])
    await writeFile(join(directory, `${name}.txt`), `${project}${name}\n1\n2\n`);
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--message=old');
  await git(directory, 'tag', '--annotate', 'v1', '--message=release 1');
  const old = await git(directory, 'rev-parse', 'HEAD');
  await writeFile(join(directory, 'a.txt'), `${project}a\n1\ntwo\n`);
  await git(directory, 'commit', '--quiet', '--all', '--message=base');
  const base = await git(directory, 'rev-parse', 'HEAD');
  await git(directory, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return {
    directory,
    base,
    old,
    async later(secret) {
      await writeFile(join(directory, `${secret}.txt`), `the fix ${secret}\n`);
      await git(directory, 'add', '--all');
      const tree = await git(directory, 'write-tree');
      await git(directory, 'reset', '--quiet', '--hard', base);
      return git(directory, 'commit-tree', tree, '-p', base, '-m', `fix ${secret}`);
    },
  };
}
