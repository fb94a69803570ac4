import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { commitImage, imageLabel, nameAlso } from '../dev-set/commit-image.ts';
import {
  type BuildDeps,
  ENVIRONMENT_FILES,
  environmentImage,
  LAYOUT_FOLDER,
  layoutDigest,
} from '../dev-set/environment-image.ts';
import { fetchSdist } from '../dev-set/sdist.ts';
import { makeSourceTree } from '../dev-set/source-tree.ts';

/** Raised when trees are made in another way, so that images of the old one are made anew. */
const LAYOUT = 4;

const RECIPE = 'troop.recipe';

/**
 * How an image is made from package registries alone, as a row's column `image_recipe` says it: Debian packages and
 * wheels into the environment, a release's source archive at /testbed. It may hold the answer (`undo`), so nothing
 * but a builder reads it.
 */
export const registryRecipeSchema = z.strictObject({
  /** Debian's release by name, such as `bookworm`. */
  debian: z.string().regex(/^[a-z]+$/),
  packages: z.array(z.string().regex(/^[a-z0-9][a-z0-9+.-]*$/, 'a Debian package')),
  /** `name==version`, pure Python. */
  pypi_wheels: z.array(z.string().regex(/^[\w.-]+==[\w.!+-]+$/, 'name==version')),
  /** The project's name and version in Python's package index, and its source archive there. */
  package: z.string().min(1),
  version: z.string().min(1),
  sdist: z.string().regex(/^[\w.+-]+\.tar\.gz$/, 'the name of a .tar.gz file'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * Bash lines run once, at /testbed in the activated environment. What they export is exported by each activation;
   * the folders in PYTHONPATH become the environment's.
   */
  setup: z.string(),
  /** Patches applied in reverse, in order, to reach the tree to start from. */
  undo: z.array(z.string()),
});

export type RegistryRecipe = z.infer<typeof registryRecipeSchema>;

/** A tag that changes with anything that goes into the image, its layout included. */
export async function recipeTag(recipe: RegistryRecipe): Promise<string> {
  const { debian, packages, pypi_wheels, setup, undo } = recipe;
  const libraries = [debian, [...packages].sort(), [...pypi_wheels].sort()];
  const project = [recipe.package, recipe.version, recipe.sha256];
  const layout = await layoutDigest([...ENVIRONMENT_FILES, 'install-project.sh']);
  const parts = [LAYOUT, layout, libraries, project, setup, undo];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * Builds the image that a recipe describes, laid out like SWE-bench's official ones: the work tree at /testbed with
 * one commit to start from (label `troop.commit`), conda's environment `testbed` with the libraries and the project.
 * Nothing is built where the engine has an image of this recipe already. Throws a MachineryError where a registry lacks
 * something or a step fails.
 */
export async function buildFromRegistries(
  recipe: RegistryRecipe,
  imageName: string,
  deps: BuildDeps,
): Promise<void> {
  const tag = await recipeTag(recipe);
  if ((await imageLabel(imageName, RECIPE, deps.signal)) === tag) return;
  // Instances of one release, without a fix to undo, start from the same image.
  if (await nameAlso(`${RECIPE}=${tag}`, imageName, deps.signal)) return;
  const from = await environmentImage(recipe, deps);
  const folder = await mkdtemp(join(tmpdir(), 'troop-image-'));
  try {
    deps.say(`${imageName}: ${recipe.sdist}`);
    const sdist = await fetchSdist(recipe, deps);
    const tree = join(folder, 'testbed');
    const commit = await makeSourceTree(recipe, sdist, tree);
    const build = join(folder, 'build');
    await cp(LAYOUT_FOLDER, build, { recursive: true });
    await writeFile(join(build, 'setup.sh'), `${recipe.setup}\n`);
    await commitImage(
      {
        from,
        folder: build,
        program: 'install-project.sh',
        tree: { local: tree, inside: '/testbed' },
        changes: ['WORKDIR /testbed', `LABEL troop.commit=${commit} ${RECIPE}=${tag}`],
        name: imageName,
      },
      deps.signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
