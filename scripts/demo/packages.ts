import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import { runNpm, tail } from '../setup/run-npm.mjs';

/** A published version, pinned by the hash of its tarball. */
export interface PinnedPackage {
  /** Folder that it is installed under; its own name where left out. */
  readonly as?: string;
  readonly package: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Installs the packages with the user's own npm and registry settings, by a lock file of ours, so that npm itself
 * refuses a tarball with another hash. None of their scripts runs. The result is kept under `cacheDirectory`;
 * returns its `node_modules`. Throws a MachineryError that says what npm met and what to do.
 */
export async function installPackages(
  packages: readonly PinnedPackage[],
  cacheDirectory: string,
): Promise<string> {
  const lock = lockFile(packages);
  const key = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  const installed = join(cacheDirectory, `demo-packages-${key}`);
  if (!existsSync(installed)) {
    await mkdir(cacheDirectory, { recursive: true });
    const staging = await mkdtemp(join(cacheDirectory, 'installing-'));
    try {
      await install(packages, lock, staging);
      await moveUnlessThere(staging, installed);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  return join(installed, 'node_modules');
}

const MANIFEST = { name: 'troop-demo-input', version: '0.0.0', private: true };

function dependenciesOf(packages: readonly PinnedPackage[]): Record<string, string> {
  return Object.fromEntries(
    packages.map((pinned) => [folderOf(pinned), `npm:${pinned.package}@${pinned.version}`]),
  );
}

function folderOf({ as, package: name }: PinnedPackage): string {
  return as ?? name;
}

/** No `resolved` addresses: npm then asks the registry that the user has set. */
function lockFile(packages: readonly PinnedPackage[]): string {
  const entries = packages.map((pinned) => [
    `node_modules/${folderOf(pinned)}`,
    { name: pinned.package, version: pinned.version, integrity: pinned.integrity },
  ]);
  const root = { ...MANIFEST, dependencies: dependenciesOf(packages) };
  return JSON.stringify({
    name: MANIFEST.name,
    version: MANIFEST.version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...Object.fromEntries(entries) },
  });
}

async function install(packages: readonly PinnedPackage[], lock: string, directory: string): Promise<void> {
  const manifest = { ...MANIFEST, dependencies: dependenciesOf(packages) };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(directory, 'package-lock.json'), lock);
  const { ok, output } = await runNpm(
    [
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-bin-links',
      '--omit=dev',
      '--prefer-offline',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
    ],
    { cwd: directory },
  );
  if (!ok) throw installError(packages, output);
}

function installError(packages: readonly PinnedPackage[], output: string): MachineryError {
  const names = packages.map((pinned) => `${pinned.package}@${pinned.version}`).join(', ');
  const code = /npm (?:error|ERR!) code (\S+)/.exec(output)?.[1] ?? 'no code';
  const altered = code === 'EINTEGRITY';
  const remedy = altered
    ? 'The registry serves other bytes than the ones recorded here; ask its owner why.'
    : 'It needs to reach an npm registry once: `npm ping` shows whether yours answers.';
  return new MachineryError(
    `The demo could not install ${names} (npm: ${code}). ${remedy}\n${tail(output)}`,
    { transient: !altered },
  );
}

/** Two demos at once install the same bytes: who comes second uses what the first put there. */
async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
