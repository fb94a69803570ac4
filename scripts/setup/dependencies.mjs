import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm, say } from './run-npm.mjs';
import { SetupError } from './setup-error.mjs';

const ERROR_LINES = 12;

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/**
 * Compares the lock file with the one that npm leaves in node_modules at the end of every installation, so
 * that an installation by hand counts and a broken-off one does not.
 *
 * @param {string} root
 */
export async function dependenciesInstalled(root) {
  const wanted = await packagesOf(join(root, 'package-lock.json'));
  if (wanted === null)
    throw new SetupError(`${join(root, 'package-lock.json')} is missing or is not a lock file.`);
  const installed = await packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || sameEntry(entry, installed[path]));
}

/**
 * Not `npm ci`: it refuses a lock file that lacks other platforms' optional binaries, and a registry that does
 * not carry them all makes every lock file such a one. `--no-save` keeps to the locked versions just as well.
 * Install scripts stay off: npm is about to block them, and the one that we need runs as a step of its own,
 * whose failure can then be explained.
 *
 * @param {string} root
 */
export async function installDependencies(root) {
  say('installing dependencies');
  await markUnfinished(root);
  const { ok, output } = await runNpm(
    ['install', '--no-save', '--ignore-scripts', '--include=dev', '--include=optional'],
    { cwd: root },
  );
  if (ok) return;
  throw new SetupError(
    `${firstErrors(output)}\n\nThe dependencies could not be installed (npm's words are above). The first start needs` +
      ' a network that reaches the npm registry, or the mirror that `npm config get registry` names.',
  );
}

/**
 * Without npm's own lock file an installation counts as broken off until npm has written it anew, and a
 * broken-off one is not built upon, since a half-unpacked package looks like a whole one.
 *
 * @param {string} root
 */
async function markUnfinished(root) {
  const modules = join(root, 'node_modules');
  const record = join(modules, '.package-lock.json');
  await rm(existsSync(record) ? record : modules, { recursive: true, force: true });
}

/**
 * npm names the reason first and ends with advice on its own options.
 *
 * @param {string} output
 */
function firstErrors(output) {
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  return (errors.length > 0 ? errors.slice(0, ERROR_LINES).join('\n') : output).trimEnd();
}

/**
 * Optional packages may be absent: they are the binaries of other platforms.
 *
 * @param {LockedPackage} wanted
 * @param {LockedPackage | undefined} installed
 */
function sameEntry(wanted, installed) {
  if (installed === undefined) return wanted.optional === true;
  return installed.version === wanted.version && installed.integrity === wanted.integrity;
}

/**
 * @param {string} path
 * @returns {Promise<Record<string, LockedPackage> | null>}
 */
async function packagesOf(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
