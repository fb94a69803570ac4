import { mkdir } from 'node:fs/promises';
import { runTool } from './run-tool.ts';

/** Fixed, and cut off from the machine's own git settings, so that a commit id is the same everywhere. */
const GIT_ENVIRONMENT = {
  GIT_AUTHOR_NAME: 'troop',
  GIT_AUTHOR_EMAIL: 'troop@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'troop',
  GIT_COMMITTER_EMAIL: 'troop@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/**
 * Makes `directory` a git repository whose only code is the one to start from: the release, less
 * the patches to undo where it already holds the fix. Returns the id of the commit to start from.
 */
export async function makeSourceTree(
  recipe: { readonly package: string; readonly version: string; readonly undo: readonly string[] },
  sdistPath: string,
  directory: string,
): Promise<string> {
  const git = (args: readonly string[], input = '') =>
    runTool('git', args, { cwd: directory, input, env: { ...process.env, ...GIT_ENVIRONMENT } });
  await mkdir(directory, { recursive: true });
  // Archives keep their packager's owner, and git refuses a tree that belongs to somebody else.
  await runTool('tar', ['-xzf', sdistPath, '-C', directory, '--no-same-owner', '--strip-components=1']);
  await git(['init', '-q', '-b', 'main', '--object-format=sha1']);
  for (const patch of recipe.undo) await git(['apply', '-R'], patch);
  // Releases carry ignored files, generated ones too, that the code needs.
  await git(['-c', 'core.looseCompression=0', 'add', '-A', '-f']);
  await git(['commit', '-q', '-m', `${recipe.package} ${recipe.version}`]);
  // Official eval scripts run `git show`, which for a first commit prints the whole tree into the log.
  await git(['commit', '-q', '--allow-empty', '-m', 'Start']);
  // Loose objects would make the image's layer slow to copy; deltas would save little and cost most of the time.
  await git(['-c', 'pack.window=0', 'repack', '-a', '-d', '-q']);
  return (await git(['rev-parse', 'HEAD'])).trim();
}
