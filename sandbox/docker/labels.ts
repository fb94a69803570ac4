import { hostname } from 'node:os';
import { formatOwner, type Owner } from '../owner.ts';

/** Labels of our containers, by which they are found after the process that made them is gone. */
export const LABEL = {
  run: 'troop.run',
  instance: 'troop.instance',
  owner: 'troop.owner',
  host: 'troop.host',
  engine: 'troop.engine',
} as const;

/** Labels of the images that we make: by these, and only by these, they are listed and pruned. */
export const IMAGE_LABEL = {
  kind: 'troop.image',
  from: 'troop.image.from',
  instance: 'troop.image.instance',
} as const;

/**
 * `clean`: derived, without later history; `built`: from an instance's own recipe; `tree`: a user's image with their
 * commit laid into it.
 */
export type ImageKind = 'clean' | 'built' | 'tree';

/** `from` is the image or the recipe that it was made of. */
export function imageLabels(kind: ImageKind, from: string, instanceId: string): Record<string, string> {
  return { [IMAGE_LABEL.kind]: kind, [IMAGE_LABEL.from]: from, [IMAGE_LABEL.instance]: instanceId };
}

/** What all containers of one engine have in common. */
export interface Ownership {
  readonly run: string;
  readonly owner: Owner;
  /** Random; tells two engines of one process apart. */
  readonly engineId: string;
}

export function labelsOf({ run, owner, engineId }: Ownership, instanceId: string): Record<string, string> {
  return {
    [LABEL.run]: run,
    [LABEL.instance]: instanceId,
    [LABEL.owner]: formatOwner(owner),
    [LABEL.host]: hostname(),
    [LABEL.engine]: engineId,
  };
}
