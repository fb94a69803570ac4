import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './setup/run-npm.mjs';
import { SetupError } from './setup/setup-error.mjs';

const SOURCES = ['agents', 'db', 'domain', 'pipeline', 'sandbox', 'scripts'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json'];
const ENTRIES = ['scripts/cli.ts', 'scripts/demo.ts'];
/** Programs that ours start as processes of their own: bundled beside every entry, where the sources have them. */
const COMPANIONS = ['sandbox/process/cell-host.ts'];
/** Packages of hundreds of small modules, which take several times as long to find and read one by one. */
const BUNDLED = ['@anthropic-ai/sdk', 'drizzle-orm', 'openai', 'yaml', 'zod'];
/** What those of them that are CommonJS ask Node itself for. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;
const CHUNKS = 'chunks';
const FINGERPRINT = '.fingerprint';
const KEEP_OLD_CHUNKS_MS = 24 * 60 * 60 * 1000;

/**
 * Bundles entries into ES modules: our own files only (packages stay in node_modules), dynamic imports as
 * chunks of their own so that what is loaded lazily stays lazy, source maps beside them.
 *
 * Files appear by rename, and chunks of an earlier build stay for a day: a process that runs from the same
 * folder may still import them.
 *
 * @param {string} root the checkout
 * @param {{ entries?: string[], outdir?: string }} [options] `entries` relative to root; `outdir` absolute or
 *   relative to root. Tests build variants of the program with entries of their own.
 */
export async function build(root, { entries = ENTRIES, outdir = 'dist' } = {}) {
  const folder = resolve(root, outdir);
  say(`building ${outdir}`);
  const before = await fingerprint(root, entries);
  const outputFiles = await bundle(root, entries, folder);
  await mkdir(join(folder, CHUNKS), { recursive: true });
  // Chunks before entries: an entry must never be seen before what it imports.
  const isEntry = (/** @type {string} */ path) => Number(dirname(path) === folder);
  for (const file of outputFiles.toSorted((a, b) => isEntry(a.path) - isEntry(b.path))) {
    await replaceFile(file.path, file.contents);
  }
  await removeOldChunks(join(folder, CHUNKS), new Set(outputFiles.map((file) => basename(file.path))));
  await replaceFile(join(folder, FINGERPRINT), before);
}

/**
 * Whether dist/ was built from the sources as they are, deleted and added ones included.
 *
 * @param {string} root
 */
export async function isBuilt(root) {
  try {
    return (await readFile(join(root, 'dist', FINGERPRINT), 'utf8')) === (await fingerprint(root, ENTRIES));
  } catch {
    return false;
  }
}

/**
 * @param {string} root
 * @param {string[]} entries
 * @param {string} outdir absolute
 */
async function bundle(root, entries, outdir) {
  const companions = COMPANIONS.filter((path) => existsSync(join(root, path)));
  // Imported here, because this file is loaded before the dependencies are installed.
  const { build: esbuild } = await import('esbuild');
  try {
    const { outputFiles } = await esbuild({
      absWorkingDir: root,
      entryPoints: [...entries, ...companions],
      outdir,
      entryNames: '[name]',
      chunkNames: `${CHUNKS}/[name]-[hash]`,
      bundle: true,
      splitting: true,
      external: await externalPackages(root),
      banner: { js: REQUIRE },
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      logLevel: 'silent',
      write: false,
    });
    return outputFiles;
  } catch (error) {
    throw new SetupError(`The sources do not build: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * What stays in node_modules, with all that it exports.
 *
 * @param {string} root
 */
async function externalPackages(root) {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !BUNDLED.includes(name))
    .flatMap((name) => [name, `${name}/*`]);
}

/**
 * One hash over every source's path, size and time of change: content is not read, because every start pays.
 *
 * @param {string} root
 * @param {string[]} entries
 */
async function fingerprint(root, entries) {
  const hash = createHash('sha256').update(JSON.stringify(entries));
  const paths = (await Promise.all(SOURCES.map((folder) => sourcesUnder(root, folder)))).flat();
  for (const path of [...SETTINGS, ...paths].sort()) {
    const { size, mtimeMs } = await stat(join(root, path));
    hash.update(`\n${path} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} folder
 */
async function sourcesUnder(root, folder) {
  const found = await readdir(join(root, folder), { recursive: true });
  return found.filter((path) => /\.(tsx?|mjs|json)$/.test(path)).map((path) => join(folder, path));
}

/**
 * @param {string} path
 * @param {Uint8Array | string} content
 */
async function replaceFile(path, content) {
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, content);
  if (startsWithHashbang(content)) await chmod(fresh, 0o755);
  await rename(fresh, path);
}

/** @param {Uint8Array | string} content */
function startsWithHashbang(content) {
  return typeof content !== 'string' && content[0] === 0x23 && content[1] === 0x21;
}

/**
 * @param {string} folder
 * @param {Set<string>} current
 */
async function removeOldChunks(folder, current) {
  for (const name of await readdir(folder)) {
    if (current.has(name)) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > KEEP_OLD_CHUNKS_MS) await rm(join(folder, name), { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build(dirname(dirname(process.argv[1])));
}
