import type Docker from 'dockerode';
import { MachineryError } from '../../../domain/errors.ts';
import type { Placed } from '../check-beginning.ts';
import { hasImage } from './has-image.ts';
import { buildRecipe, builtName, type RecipeOf } from './image-recipe.ts';
import { isPullable, pullImage, type RegistryLogin } from './pull-image.ts';

/** When a registry is asked: never; where the engine lacks the image; or before each first use. */
export const PULL_POLICIES = ['never', 'missing', 'always'] as const;
export type PullPolicy = (typeof PULL_POLICIES)[number];

export interface Providing {
  readonly docker: Docker;
  readonly pull: PullPolicy;
  readonly recipeOf: RecipeOf;
  readonly loginFor: (imageName: string) => Promise<RegistryLogin | null>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * A reference of the instance's image, which the engine has then: the row's own image, present or pulled; else what
 * its recipe makes. Throws a MachineryError that says what was tried.
 */
export async function provideImage(placed: Placed, providing: Providing): Promise<string> {
  const { docker, pull, recipeOf, say, signal } = providing;
  const { image, instanceId } = placed;
  const asks = pull !== 'never' && isPullable(image.name);
  if (!(asks && pull === 'always') && (await hasImage(docker, image.name))) return image.name;

  const recipe = await recipeOf(instanceId);
  const built = recipe && (await builtName(placed, recipe));
  // Before the registry: who built it has found out already that it cannot be pulled.
  if (built !== null && pull !== 'always' && (await hasImage(docker, built))) return built;

  let refusal = asks ? '' : whyNotAsked(image.name, pull);
  if (asks) {
    try {
      await pullImage(image.name, { ...providing, login: await providing.loginFor(image.name) });
      return image.name;
    } catch (error) {
      if (recipe === null || !(error instanceof MachineryError)) throw error;
      refusal = error.message;
    }
  }
  if (recipe === null || built === null) {
    const message =
      image.name === ''
        ? 'its row names no image and has no recipe (columns image, dockerfile, image_recipe): add one, or use --sandbox process'
        : `the Docker engine has no image ${image.name}: build it or pull it (docker pull ${image.name}). ${refusal}, and its row has no recipe (dockerfile, image_recipe)`;
    throw new MachineryError(`${instanceId}: ${message}`, { transient: false });
  }
  say(
    `${instanceId}: ${refusal}; building ${built} from its ${recipe.kind === 'dockerfile' ? 'dockerfile' : 'recipe'}`,
  );
  await buildRecipe(built, placed, recipe, { docker, signal });
  return built;
}

function whyNotAsked(name: string, pull: PullPolicy): string {
  return pull === 'never'
    ? 'Pulling is off (--pull never)'
    : `No registry has ${name}, a name that troop gives`;
}
