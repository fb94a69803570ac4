import { MachineryError } from '../../domain/errors.ts';
import { buildFromRegistries, type RegistryRecipe, recipeTag } from '../images/registry-image.ts';
import { imageLabel } from './commit-image.ts';
import type { BuildDeps } from './environment-image.ts';
import type { DevInstance } from './material.ts';
import { unittestNames } from './unittest-names.ts';

/** What every command in such an image needs first, as in images of the official layout. */
export const ACTIVATION = 'source /opt/miniconda3/bin/activate && conda activate testbed';

export interface BuiltImage {
  readonly name: string;
  /** Id of the commit checked out at /testbed. */
  readonly commit: string;
}

/** The instance's image, named after its recipe; built only where the engine does not have it. */
export async function instanceImage(instance: DevInstance, deps: BuildDeps): Promise<BuiltImage> {
  const recipe = recipeOf(instance);
  const name = `troop-dev/${instance.id}:${await recipeTag(recipe)}`;
  await buildFromRegistries(recipe, name, deps);
  const commit = await imageLabel(name, 'troop.commit', deps.signal);
  if (commit === null) throw new MachineryError(`image ${name} names no commit`, { transient: false });
  return { name, commit };
}

/** Everything that the instance's image is made of. */
export function recipeOf({ official, release, base, gold, testPatch }: DevInstance): RegistryRecipe {
  const { package: name, version, sdist, sha256 } = release;
  return {
    ...base,
    package: name,
    version,
    sdist,
    sha256,
    setup: [release.setup, ...unittestNames({ official })].join('\n'),
    undo: release.reverse_fix === null ? [] : [gold, testPatch],
  };
}
