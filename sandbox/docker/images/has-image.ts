import type Docker from 'dockerode';
import { engineCall } from '../engine-call.ts';
import { isNotFound } from '../engine-failure.ts';

/** Names and their separators; of another text the engine's address leads elsewhere, and its client follows. */
const REFERENCE = /^\w[\w.-]*(?:[/:@]\w[\w.-]*)*$/;

/** Size of an image in bytes; null where the engine does not have it, or can have none of that name. */
export async function imageSize(docker: Docker, name: string): Promise<number | null> {
  if (!REFERENCE.test(name)) return null;
  const inspecting = docker
    .getImage(name)
    .inspect()
    .then(
      ({ Size }) => Size,
      (error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      },
    );
  return engineCall(`looking for image ${name}`, inspecting);
}

export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  return (await imageSize(docker, name)) !== null;
}
