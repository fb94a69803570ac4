import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { isAlive, type Owner, parseOwner } from '../owner.ts';
import { engineCall } from './engine-call.ts';
import { isGone } from './engine-failure.ts';
import { LABEL } from './labels.ts';

/**
 * Removes our containers whose owner is dead: a process of this boot that is gone, or one of an earlier boot of this
 * machine. An engine may serve several machines; what another host's label marks is left to that host, since
 * nobody here can know whether its owner lives. Returns how many were removed.
 */
export async function reapDeadOwners(docker: Docker, self: Owner): Promise<number> {
  return removeContainers(docker, LABEL.owner, (labels) => {
    const owner = parseOwner(labels[LABEL.owner] ?? '');
    return owner !== null && isDead(owner, self, labels[LABEL.host]);
  });
}

/** Removes what one engine made and has not removed itself. */
export async function removeContainersOf(docker: Docker, engineId: string): Promise<number> {
  return removeContainers(docker, `${LABEL.engine}=${engineId}`, () => true);
}

/** Kills and removes a container; one that is gone already is fine. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  const removal = container.remove({ force: true, v: true }).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
  await engineCall('removing a container', removal);
}

function isDead(owner: Owner, self: Owner, host: string | undefined): boolean {
  if (owner.bootId === self.bootId) return !isAlive(owner.pid);
  return host === undefined || host === hostname();
}

async function removeContainers(
  docker: Docker,
  label: string,
  isWanted: (labels: Record<string, string>) => boolean,
): Promise<number> {
  const listing = docker.listContainers({ all: true, filters: { label: [label] } });
  const found = await engineCall('listing containers', listing);
  const wanted = found.filter(({ Labels }) => isWanted(Labels));
  for (const { Id } of wanted) await removeContainer(docker.getContainer(Id));
  return wanted.length;
}
