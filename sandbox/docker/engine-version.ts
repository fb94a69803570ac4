import Docker from 'dockerode';
import { engineCall } from './engine-call.ts';

/** Version of the engine that DOCKER_HOST names, else of the local one. Throws a MachineryError where none answers. */
export async function engineVersion(docker: Docker = new Docker()): Promise<string> {
  const { Version } = await engineCall('asking its version', docker.version());
  return Version;
}
