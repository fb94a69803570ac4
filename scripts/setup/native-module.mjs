import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runNpm, say, tail } from './run-npm.mjs';
import { SetupError } from './setup-error.mjs';

const PROBE = "new (require('better-sqlite3'))(':memory:').close()";

const CURES = [
  'Debian, Ubuntu  apt-get install python3 make g++',
  'Fedora, RHEL    dnf install python3 make gcc-c++',
  'Alpine          apk add python3 make g++',
  'macOS           xcode-select --install',
];

/** @param {string} root */
export function nativeModuleLoads(root) {
  try {
    const Database = createRequire(join(root, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs the package's own install script: it downloads a prebuilt binary where it can, else compiles.
 *
 * @param {string} root
 * @returns {Promise<void>} throws SetupError that names the system packages
 */
export async function buildNativeModule(root) {
  say('no usable SQLite module yet: downloading or compiling better-sqlite3 (a minute or two)');
  const nodedir = headersBeside(process.execPath);
  const { ok, output } = await runNpm(['run', 'install'], {
    cwd: join(root, 'node_modules', 'better-sqlite3'),
    env: nodedir === null ? {} : { npm_config_nodedir: nodedir },
  });
  const problem = ok ? await problemInFreshProcess(root) : tail(output);
  if (problem === null) return;
  throw new SetupError(
    `${problem}\n\n${explain({ missing: missingTools(process.env.PATH ?? ''), nodedir })}`,
  );
}

/**
 * What the user should do after the build's own words.
 *
 * @param {{ missing: string[], nodedir: string | null }} found
 */
export function explain({ missing, nodedir }) {
  const lines = [
    'The native SQLite module (better-sqlite3) could neither be downloaded nor compiled; the reasons are above.',
    missing.length > 0
      ? `Compiling it needs python3, make and a C++ compiler; missing here: ${missing.join(', ')}.`
      : 'Compiling it needs python3, make and a C++ compiler; all three are on the PATH.',
    'The system packages that cure it:',
    ...CURES.map((cure) => `  ${cure}`),
  ];
  if (nodedir === null) {
    lines.push(
      `Node's own headers are not beside its binary (${join('include', 'node', 'node.h')} under` +
        ` ${dirname(dirname(process.execPath))}) and had to be downloaded: where that fails, install Node from` +
        ' its official archive or a package that brings them.',
    );
  }
  lines.push('Then start the same command again.');
  return lines.join('\n');
}

/**
 * The installation prefix that holds the headers of this very Node, as node-gyp's `nodedir` wants it.
 *
 * @param {string} nodeBinary
 * @returns {string | null}
 */
export function headersBeside(nodeBinary) {
  const prefix = dirname(dirname(nodeBinary));
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? prefix : null;
}

/**
 * @param {string} path a PATH variable
 * @returns {string[]} the tools of a native build that it lacks
 */
export function missingTools(path) {
  const has = (/** @type {string} */ tool) =>
    path.split(delimiter).some((folder) => isExecutable(join(folder, tool)));
  const compilers = ['c++', 'g++', 'clang++'];
  return [
    ...['python3', 'make'].filter((tool) => !has(tool)),
    ...(compilers.some(has) || process.env.CXX ? [] : ['g++']),
  ];
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A process that failed to load a binary must not be the one to judge the next: the loader may keep the old.
 *
 * @param {string} root
 * @returns {Promise<string | null>}
 */
async function problemInFreshProcess(root) {
  try {
    await promisify(execFile)(process.execPath, ['-e', PROBE], { cwd: root });
    return null;
  } catch (error) {
    return error instanceof Error ? tail(error.message) : String(error);
  }
}
