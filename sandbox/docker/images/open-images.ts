import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import type { Issue } from '../../../domain/issue.ts';
import type { Repository } from '../../../domain/repository.ts';
import { cacheDirectory } from '../../cache-directory.ts';
import type { Owner } from '../../owner.ts';
import type { Placed } from '../check-beginning.ts';
import { labelsOf } from '../labels.ts';
import { openImageRepository } from '../open-image-repository.ts';
import { removeContainersOf } from '../reap-dead-owners.ts';
import { hasImage, imageSize } from './has-image.ts';
import { createImageProvider, type ImageOptions } from './image-provider.ts';
import { builtName } from './image-recipe.ts';
import { type OwnImage, ownImages, removeOwnImage } from './own-images.ts';
import { isPullable, pullImage } from './pull-image.ts';
import { loginOf } from './registry-login.ts';

/** Where an instance's image is, or where it would come from. */
export interface ImageSight {
  /** The one that is there, or the row's own. */
  readonly name: string;
  /** Null where the engine has neither the row's image nor one built from its recipe. */
  readonly sizeBytes: number | null;
  readonly how: 'present' | 'pull' | 'dockerfile' | 'registries' | 'nowhere';
}

/** Images without a run: for people who prepare or clear a machine. */
export interface Images {
  look(placed: Placed): Promise<ImageSight>;
  /** From its registry; nothing where it is present, unless pulling is set to `always`, or where no registry has it. */
  pull(placed: Placed, signal: AbortSignal): Promise<'present' | 'pulled' | 'not pullable'>;
  /**
   * The instance's repository at its base commit, out of an image that is there; the sight of it where none is. Nothing
   * is pulled or built.
   */
  peek(issue: Issue, signal: AbortSignal): Promise<Repository | ImageSight>;
  /** Everything that a run does before an instance's first cell. */
  ready(placed: Placed, signal: AbortSignal): Promise<string>;
  own(): Promise<OwnImage[]>;
  remove(image: OwnImage): Promise<boolean>;
  close(): Promise<void>;
}

export interface ImagesOptions extends ImageOptions {
  readonly owner: Owner;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the engine is; by default what DOCKER_HOST says, or the local socket. */
  readonly docker?: Docker;
}

export function openImages(options: ImagesOptions): Images {
  const { owner, environment, docker = new Docker() } = options;
  const { pull = 'missing', recipeOf = async () => null, say = () => {} } = options;
  const ownership = { run: 'images', owner, engineId: randomUUID() };
  const cache = cacheDirectory(environment);
  const provider = createImageProvider({ docker, ownership, cache, environment }, options);
  const look = async (placed: Placed): Promise<ImageSight> => {
    const { name } = placed.image;
    const size = await imageSize(docker, name);
    if (size !== null) return { name, sizeBytes: size, how: 'present' };
    const recipe = await recipeOf(placed.instanceId);
    const built = recipe && (await builtName(placed, recipe));
    const builtSize = built === null ? null : await imageSize(docker, built);
    if (built !== null && builtSize !== null) return { name: built, sizeBytes: builtSize, how: 'present' };
    const asks = pull !== 'never' && isPullable(name);
    return { name, sizeBytes: null, how: asks ? 'pull' : (recipe?.kind ?? 'nowhere') };
  };
  return {
    look,
    async peek(issue, signal) {
      const sight = await look(issue);
      if (sight.how !== 'present') return sight;
      const labels = labelsOf(ownership, issue.instanceId);
      return openImageRepository(issue, {
        docker,
        reference: sight.name,
        labels,
        cache,
        environment,
        signal,
      });
    },
    async pull({ image: { name } }, signal) {
      if (pull !== 'always' && (await hasImage(docker, name))) return 'present';
      if (pull === 'never' || !isPullable(name)) return 'not pullable';
      await pullImage(name, { docker, say, signal, login: await loginOf(docker, name, environment) });
      return 'pulled';
    },
    ready: provider.ready,
    own: () => ownImages(docker),
    remove: (image) => removeOwnImage(docker, image),
    async close() {
      await removeContainersOf(docker, ownership.engineId);
    },
  };
}
