import { lstat, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MachineryError } from '../../domain/errors.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { runTool } from '../dev-set/run-tool.ts';

/** The version whose verdicts ours are to equal. */
export const OFFICIAL_VERSION = '5.0.2';

const ENVIRONMENT = 'environment-';
const DAY_MS = 86_400_000;

/** It and all that it needs, by exact versions, so that two machines compare with the same code. */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/**
 * Path of a Python that has the official package, swebench; beside it lies the `swebench` command. Made in the cache
 * directory where it is absent (about 500 MB), by the machine's own pip and its settings. Two callers at once are
 * safe: each makes an environment of its own, and the first to be done serves all. Throws a MachineryError
 * where it cannot be made.
 */
export async function officialPython(say: (line: string) => void): Promise<string> {
  const folder = join(cacheDirectory(process.env), 'official');
  const name = join(folder, `swebench-${OFFICIAL_VERSION}`);
  const found = await workingPython(name);
  if (found !== null) return found;
  say(`installing the official package, swebench ${OFFICIAL_VERSION}, under ${folder}`);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder, name);
  // Commands in an environment name its path, so it is made where it stays and only its name is given late.
  const made = await mkdtemp(join(folder, ENVIRONMENT));
  try {
    await install(made);
    const others = await workingPython(name);
    if (others === null) return await giveName(made, name);
    await rm(made, { recursive: true, force: true });
    return others;
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

async function giveName(made: string, name: string): Promise<string> {
  const python = await workingPython(made);
  if (python === null) throw new MachineryError(`${made} lacks swebench`, { transient: false });
  await symlink(made, `${made}.link`);
  await rename(`${made}.link`, name);
  return python;
}

/** What killed processes left: unnamed and untouched for a day. */
async function removeAbandoned(folder: string, name: string): Promise<void> {
  const named = await realpath(name).catch(() => null);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (!entry.startsWith(ENVIRONMENT) || path === named) continue;
    const { mtimeMs } = await lstat(path);
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Null where the folder has no Python, or one without this version. */
async function workingPython(folder: string): Promise<string | null> {
  const home = await realpath(folder).catch(() => null);
  if (home === null) return null;
  const python = join(home, 'bin', 'python');
  const ask = 'from importlib.metadata import version; print(version("swebench"))';
  const version = await runTool(python, ['-c', ask]).catch(() => '');
  return version.trim() === OFFICIAL_VERSION ? python : null;
}

/** Debian keeps what a full environment needs in a package of its own; pip can install into one without it. */
async function install(folder: string): Promise<void> {
  await runTool('python3', ['-m', 'venv', '--without-pip', folder]);
  const python = join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', '--python', python, 'install', '--quiet', '--requirement', REQUIREMENTS];
  await runTool('python3', pip).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    const remedy = /No module named pip/.test(said)
      ? '\nInstall pip (Debian: apt-get install python3-pip).'
      : '';
    throw new MachineryError(`the official package could not be installed\n${said}${remedy}`, {
      cause,
      transient: true,
    });
  });
}
