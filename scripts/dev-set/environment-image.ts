import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../project-root.ts';
import { commitImage, imageLabel } from './commit-image.ts';
import { runTool } from './run-tool.ts';
import { fetchWheel } from './wheel.ts';

const SCRIPTS = join(projectRoot(fileURLToPath(import.meta.url)), 'scripts');
/** What runs inside an image while it is made, and what stays there of conda. */
export const LAYOUT_FOLDER = join(SCRIPTS, 'dev-set', 'layout');

const CONDA_FIRST =
  'ENV PATH=/opt/miniconda3/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Files of the layout that an environment is made with. */
export const ENVIRONMENT_FILES = [
  'activate',
  'conda',
  'conda.sh',
  'create-environment.sh',
  'environment.py',
] as const;

/** What the libraries come from, in the form of dev_env.json. */
export interface EnvironmentRecipe {
  /** Debian's release by name. */
  readonly debian: string;
  readonly packages: readonly string[];
  /** `name==version` of wheels in pure Python. */
  readonly pypi_wheels: readonly string[];
}

export interface BuildDeps {
  /** Directory for archives and wheels. */
  readonly cache: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Name of the image with the layout of SWE-bench's official ones and a recipe's libraries, which live in the
 * environment `testbed` only. Built where the engine does not have it; all instances of a recipe share it.
 */
export async function environmentImage(recipe: EnvironmentRecipe, deps: BuildDeps): Promise<string> {
  const layout = await layoutDigest(ENVIRONMENT_FILES);
  const base = `troop-dev-base:${tagOf(recipe.debian, sorted(recipe.packages))}`;
  const name = `troop-dev-environment:${tagOf(recipe.debian, [layout, base, sorted(recipe.pypi_wheels)])}`;
  if ((await imageLabel(name, 'troop.layout', deps.signal)) === layout) return name;
  deps.say(`${name}: ${recipe.packages.join(' ')}`);
  await runTool(join(SCRIPTS, 'base-image.sh'), [base, recipe.debian, ...recipe.packages], {
    signal: deps.signal,
  });
  const folder = await mkdtemp(join(tmpdir(), 'troop-environment-'));
  try {
    await cp(LAYOUT_FOLDER, folder, { recursive: true });
    await mkdir(join(folder, 'wheels'));
    for (const spec of recipe.pypi_wheels) {
      const wheel = await fetchWheel(spec, deps.cache, deps.signal);
      await cp(wheel.path, join(folder, 'wheels', wheel.file));
    }
    const changes = [CONDA_FIRST, `LABEL troop.layout=${layout}`];
    await commitImage({ from: base, folder, program: 'create-environment.sh', changes, name }, deps.signal);
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of files of the layout: an image of older ones is not taken for one of these. */
export async function layoutDigest(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(join(LAYOUT_FOLDER, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function tagOf(debian: string, parts: unknown): string {
  return `${debian}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)}`;
}

function sorted(words: readonly string[]): string[] {
  return [...words].sort();
}
