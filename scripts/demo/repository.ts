import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const AUTHOR = { NAME: 'troop demo', EMAIL: 'demo@localhost', DATE: '2000-01-01T00:00:00+0000' };

export interface TreeToCommit {
  /** Folder whose files become the only commit's tree. */
  readonly source: string;
  /** Where the repository is made; what is there is replaced. */
  readonly directory: string;
  readonly message: string;
  /** Search path on which git is found. */
  readonly path: string;
}

/**
 * Makes a git repository of a folder: one commit on `main`, whose id depends on the files' names and bytes and on the
 * message alone. Author and date are fixed, modes are plain, line ends stay as they are, and no setting of the user
 * or the machine is heard. Returns the commit id.
 */
export async function makeRepository({ source, directory, message, path }: TreeToCommit): Promise<string> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await cp(source, directory, { recursive: true });
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, { cwd: directory, env: environmentOf(path, directory) });
    return stdout.trim();
  };
  await git('init', '--quiet', '--template=');
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');
  await git('config', 'core.autocrlf', 'false');
  await mkdir(join(directory, '.git', 'info'), { recursive: true });
  // Above any attributes file, one inside the package included.
  await writeFile(join(directory, '.git', 'info', 'attributes'), '* -text -ident -filter\n');
  await git('-c', 'core.fileMode=false', 'add', '--all', '--force');
  await git('commit', '--quiet', '--no-verify', '--no-gpg-sign', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** Built anew, so that no `GIT_*` variable of a hook around us reaches git. */
function environmentOf(path: string, home: string): NodeJS.ProcessEnv {
  return {
    PATH: path,
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_DEFAULT_HASH: 'sha1',
    GIT_AUTHOR_NAME: AUTHOR.NAME,
    GIT_AUTHOR_EMAIL: AUTHOR.EMAIL,
    GIT_AUTHOR_DATE: AUTHOR.DATE,
    GIT_COMMITTER_NAME: AUTHOR.NAME,
    GIT_COMMITTER_EMAIL: AUTHOR.EMAIL,
    GIT_COMMITTER_DATE: AUTHOR.DATE,
  };
}
