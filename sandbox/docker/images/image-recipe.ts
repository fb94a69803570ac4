import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import { buildImage } from '../build-image.ts';
import type { Placed } from '../check-beginning.ts';
import { imageLabels } from '../labels.ts';
import { contextDigest, packContext } from './build-context.ts';

/** How an instance's image is made where no registry has it; a row's own columns, never part of an issue. */
export type ImageRecipe =
  | {
      readonly kind: 'dockerfile';
      readonly text: string;
      /** Folder for COPY and ADD, absolute; null: nothing but the text. */
      readonly context: string | null;
    }
  | {
      readonly kind: 'registries';
      /** Tells recipes apart. */
      readonly text: string;
      /** Builds from package registries, under the given name. */
      readonly build: (imageName: string, signal: AbortSignal) => Promise<void>;
    };

/** The recipe of an instance, null where its row has none. Asked only when the image is not there. */
export type RecipeOf = (instanceId: string) => Promise<ImageRecipe | null>;

/** Repository of images built from recipes; ours alone, and never pulled. */
const BUILT_REPOSITORY = 'troop-built';

/**
 * The name of the image that a recipe makes: equal for equal recipes. A row's image that bears a name of ours is meant
 * to be built under that name; any other name is somebody else's, and a look-alike must not take it.
 */
export async function builtName(
  { image, instanceId, baseCommit }: Placed,
  recipe: ImageRecipe,
): Promise<string> {
  if (recipe.kind === 'registries' && /^troop-/.test(image.name)) return image.name;
  const context = recipe.kind === 'dockerfile' && recipe.context ? await contextDigest(recipe.context) : '';
  const text = JSON.stringify([recipe.kind, recipe.text, context, baseCommit]);
  const tag = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const slug = instanceId
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${BUILT_REPOSITORY}/${slug || 'instance'}:${tag}`;
}

export interface Building {
  readonly docker: Docker;
  readonly signal: AbortSignal;
}

/**
 * Builds a recipe's image. A Dockerfile may declare the arguments `BASE_COMMIT`, `INSTANCE_ID` and `REPOSITORY_ROOT`,
 * and has the network.
 */
export async function buildRecipe(
  name: string,
  { image, instanceId, baseCommit }: Placed,
  recipe: ImageRecipe,
  { docker, signal }: Building,
): Promise<void> {
  if (recipe.kind === 'registries') return recipe.build(name, signal);
  const build = {
    name,
    dockerfile: recipe.text,
    ...(recipe.context === null ? {} : { context: packContext(recipe.context, recipe.text) }),
    labels: imageLabels('built', image.name, instanceId),
    arguments: { BASE_COMMIT: baseCommit, INSTANCE_ID: instanceId, REPOSITORY_ROOT: image.root },
    network: true,
  };
  return buildImage(docker, build, signal);
}
