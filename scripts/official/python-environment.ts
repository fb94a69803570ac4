import { lstat, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import { runTool } from '../dev-set/run-tool.ts';

const ENVIRONMENT = 'environment-';
const DAY_MS = 86_400_000;

/** A program on the Python package index. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** File that names it and all that it needs by exact versions, so that two machines run the same code. */
  readonly requirements: string;
}

/**
 * Path of a Python that has the package; beside it lie the package's commands. Made in `folder` where it is absent, by
 * the machine's own pip and its settings. Two callers at once are safe: each makes an environment of its own, and the
 * first to be done serves all. Throws a MachineryError where it cannot be made.
 */
export async function pythonEnvironment(
  wanted: PythonPackage,
  folder: string,
  say: (line: string) => void,
): Promise<string> {
  const name = nameOf(wanted, folder);
  const found = await earlierPython(wanted, folder);
  if (found !== null) return found;
  say(`installing ${wanted.name} ${wanted.version} under ${folder}`);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder, name);
  // Commands in an environment name its path, so it is made where it stays and only its name is given late.
  const made = await mkdtemp(join(folder, ENVIRONMENT));
  try {
    await install(made, wanted);
    const others = await workingPython(name, wanted);
    if (others === null) return await giveName(made, name, wanted);
    await rm(made, { recursive: true, force: true });
    return others;
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** The same where it was made before; null where it was not. */
export function earlierPython(wanted: PythonPackage, folder: string): Promise<string | null> {
  return workingPython(nameOf(wanted, folder), wanted);
}

function nameOf({ name, version }: PythonPackage, folder: string): string {
  return join(folder, `${name}-${version}`);
}

async function giveName(made: string, name: string, wanted: PythonPackage): Promise<string> {
  const python = await workingPython(made, wanted);
  if (python === null) throw new MachineryError(`${made} lacks ${wanted.name}`, { transient: false });
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
async function workingPython(folder: string, { name, version }: PythonPackage): Promise<string | null> {
  const home = await realpath(folder).catch(() => null);
  if (home === null) return null;
  const python = join(home, 'bin', 'python');
  const ask = 'import sys; from importlib.metadata import version; print(version(sys.argv[1]))';
  const found = await runTool(python, ['-c', ask, name]).catch(() => '');
  return found.trim() === version ? python : null;
}

/** Debian keeps what a full environment needs in a package of its own; pip can install into one without it. */
async function install(folder: string, { name, requirements }: PythonPackage): Promise<void> {
  await runTool('python3', ['-m', 'venv', '--without-pip', folder]);
  const python = join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', '--python', python, 'install', '--quiet', '--requirement', requirements];
  await runTool('python3', pip).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    const remedy = /No module named pip/.test(said)
      ? '\nInstall pip (Debian: apt-get install python3-pip).'
      : '';
    throw new MachineryError(`${name} could not be installed\n${said}${remedy}`, {
      cause,
      transient: true,
    });
  });
}
