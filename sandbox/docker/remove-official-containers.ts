import Docker from 'dockerode';
import { engineCall } from './engine-call.ts';
import { removeContainer } from './reap-dead-owners.ts';

/**
 * Removes what one run of the official harness left: it names each container `sweb.eval.INSTANCE.RUN`, sometimes
 * with a time behind it. The run's id must be one that nobody else can have. Returns how many were removed.
 */
export async function removeOfficialContainers(runId: string, docker = new Docker()): Promise<number> {
  const listing = docker.listContainers({ all: true, filters: { name: [runId] } });
  const found = await engineCall('listing containers', listing);
  const ours = found.filter(({ Names }) =>
    Names.some((name) => name.startsWith('/sweb.eval.') && name.split('.').includes(runId)),
  );
  for (const { Id } of ours) await removeContainer(docker.getContainer(Id));
  return ours.length;
}
