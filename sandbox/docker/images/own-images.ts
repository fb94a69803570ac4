import type Docker from 'dockerode';
import { engineCall } from '../engine-call.ts';
import { isGone, isNotFound } from '../engine-failure.ts';
import { IMAGE_LABEL } from '../labels.ts';

/** An image that troop made, as its labels tell it. */
export interface OwnImage {
  readonly id: string;
  /** One at least. */
  readonly names: readonly string[];
  readonly kind: string;
  /** The image or recipe that it was made of; empty where it was built from package registries. */
  readonly from: string;
  readonly instanceId: string;
  /** With the layers that it shares with other images. */
  readonly sizeBytes: number;
}

/** Images built from package registries carry the commit that lies in them. */
const COMMIT_LABEL = 'troop.commit';

/**
 * All images on the engine that bear our labels and names. Both: what somebody builds on an image of ours inherits its
 * labels, and is theirs.
 */
export async function ownImages(docker: Docker): Promise<OwnImage[]> {
  const images = new Map<string, OwnImage>();
  for (const label of [IMAGE_LABEL.kind, COMMIT_LABEL]) {
    const listing = docker.listImages({ filters: JSON.stringify({ label: [label] }) });
    for (const { Id, RepoTags, Labels, Size } of await engineCall('listing images', listing)) {
      const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>');
      if (names.length === 0 || !names.every((name) => name.startsWith('troop-'))) continue;
      images.set(Id, {
        id: Id,
        names,
        kind: Labels[IMAGE_LABEL.kind] ?? 'registries',
        from: Labels[IMAGE_LABEL.from] ?? '',
        instanceId: Labels[IMAGE_LABEL.instance] ?? '',
        sizeBytes: Size,
      });
    }
  }
  return [...images.values()];
}

/**
 * Removes an image under all of its names. False where something on the engine still needs it: a container, or an
 * image that was made of it.
 */
export async function removeOwnImage(docker: Docker, { names }: OwnImage): Promise<boolean> {
  for (const name of names) {
    const removal = docker
      .getImage(name)
      .remove()
      .then(
        () => true,
        (error: unknown) => {
          if (isNotFound(error)) return true;
          if (isGone(error)) return false;
          throw error;
        },
      );
    if (!(await engineCall('removing an image', removal))) return false;
  }
  return true;
}
