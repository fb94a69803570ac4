import type Docker from 'dockerode';
import { createSharedWork } from '../../shared-work.ts';
import type { Placed } from '../check-beginning.ts';
import { withoutFuture } from '../history/without-future.ts';
import { labelsOf, type Ownership } from '../labels.ts';
import type { RecipeOf } from './image-recipe.ts';
import { type PullPolicy, provideImage } from './provide-image.ts';
import { loginOf } from './registry-login.ts';

/** What an engine must know to get images; all of it has a default. */
export interface ImageOptions {
  /** Default `missing`. */
  readonly pull?: PullPolicy;
  /** Default: no row has a recipe. */
  readonly recipeOf?: RecipeOf;
  /** Hears what takes its time; default nobody. */
  readonly say?: (line: string) => void;
}

export interface ImageProvider {
  /** A reference of the image in which the instance's code may run; see `provideImage` and `withoutFuture`. */
  ready(placed: Placed, signal: AbortSignal): Promise<string>;
  /** The image is not what it was (somebody removed it): the next caller gets it anew. */
  forget(placed: Placed): void;
}

interface Surroundings {
  readonly docker: Docker;
  readonly ownership: Ownership;
  readonly cache: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Gets each image once, however many ask for it at the same time. */
export function createImageProvider(around: Surroundings, options: ImageOptions): ImageProvider {
  const { docker, ownership, cache, environment } = around;
  const { pull = 'missing', recipeOf = async () => null, say = () => {} } = options;
  const loginFor = (name: string) => loginOf(docker, name, environment);
  // Instances may share an image and differ in their commits, so it is provided once and looked into for each.
  const provided = createSharedWork<string>();
  const clean = createSharedWork<string>();

  return {
    ready: (placed, wanted) =>
      clean.get(cleanKey(placed), wanted, async (signal) => {
        const providing = (work: AbortSignal) =>
          provideImage(placed, { docker, pull, recipeOf, loginFor, say, signal: work });
        const reference = await provided.get(placed.image.name, signal, providing);
        const labels = labelsOf(ownership, placed.instanceId);
        return withoutFuture(reference, placed, { docker, labels, cache, say, signal });
      }),
    forget(placed) {
      clean.forget(cleanKey(placed));
      provided.forget(placed.image.name);
    },
  };
}

function cleanKey({ image, baseCommit }: Placed): string {
  return JSON.stringify([image.name, image.root, baseCommit]);
}
