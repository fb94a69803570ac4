import type Docker from 'dockerode';
import { engineCall } from '../engine-call.ts';
import { isNotFound } from '../engine-failure.ts';

/** Size of an image in bytes; null where the engine does not have it. */
export async function imageSize(docker: Docker, name: string): Promise<number | null> {
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
