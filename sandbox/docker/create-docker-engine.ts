import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import type { Cell, CellResult } from '../../domain/execution.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { cacheDirectory } from '../cache-directory.ts';
import type { Owner } from '../owner.ts';
import { runCells } from '../run-cells.ts';
import { createSlots } from '../slots.ts';
import { createWarmPool, mayShare } from '../warm-pool.ts';
import { engineCall } from './engine-call.ts';
import { createImageProvider, type ImageOptions } from './images/image-provider.ts';
import { labelsOf } from './labels.ts';
import { openImageRepository } from './open-image-repository.ts';
import { reapDeadOwners, removeContainersOf } from './reap-dead-owners.ts';
import { runInContainer } from './run-in-container.ts';
import { openWarmContainer } from './warm/warm-container.ts';

export interface DockerEngineOptions {
  /** Name of the run, for the label of its containers. */
  readonly run: string;
  readonly owner: Owner;
  /** Containers at once. */
  readonly concurrency: number;
  /** The host's variables; read for the place of caches only (see `cacheDirectory`). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the engine is; by default what DOCKER_HOST says, or the local socket. */
  readonly docker?: Docker;
  /** How images are got that the engine does not have. */
  readonly images?: ImageOptions;
}

/** Containers that wait for their trajectory's next cell, beyond as many as run at once; each is a sleeping shell. */
const MOST_IDLE = 24;

/**
 * Cells in Docker containers, a fresh one each, but for those on base that name a session: they share one as long as
 * nothing is left in it. Talks to the engine through its interface alone, so it may be on
 * another machine. Nothing is contacted before the first use; that also removes what dead owners left. An image whose
 * repository shows history later than base is exchanged for one that does not, once per image.
 */
export function createDockerEngine(options: DockerEngineOptions): SandboxEngine {
  const { run, owner, concurrency, environment, docker = new Docker() } = options;
  const ownership = { run, owner, engineId: randomUUID() };
  const cache = cacheDirectory(environment);
  const images = createImageProvider({ docker, ownership, cache, environment }, options.images ?? {});
  const slots = createSlots(concurrency);
  const warm = createWarmPool(concurrency + MOST_IDLE);
  let opening: Promise<{ engineCpus: number }> | null = null;

  // A failure is not kept: the next use tries again.
  const open = () => {
    opening ??= openEngine(docker, owner).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };

  const runCell = async (cell: Cell, signal: AbortSignal, deliver: (result: CellResult) => void) => {
    const { engineCpus } = await open();
    const labels = labelsOf(ownership, cell.instanceId);
    const reference = await images.ready(cell, signal);
    const removed = () => images.forget(cell);
    const options = { docker, reference, removed, labels, engineCpus, signal };
    if (mayShare(cell)) {
      const key = JSON.stringify([cell.session, reference, cell.image.root, cell.limits]);
      await warm.run({ cell, key, signal, deliver, open: () => openWarmContainer(cell, options) });
    } else await runInContainer(cell, { ...options, deliver });
  };

  return {
    name: 'docker',
    capabilities: {
      isolation: true,
      networkOff: true,
      memoryLimit: true,
      pidsLimit: true,
      cpuLimit: true,
      diskLimit: 'file',
    },
    execute: (cells, signal, settled) => runCells({ cells, slots, signal, settled, runCell }),
    async openRepository(issue, signal) {
      await open();
      const labels = labelsOf(ownership, issue.instanceId);
      const reference = await images.ready(issue, signal);
      return openImageRepository(issue, { docker, reference, labels, cache, environment, signal });
    },
    async close() {
      if (!opening) return;
      await warm.close();
      await removeContainersOf(docker, ownership.engineId);
      await reapDeadOwners(docker, owner);
    },
  };
}

async function openEngine(docker: Docker, owner: Owner): Promise<{ engineCpus: number }> {
  const { NCPU }: { NCPU: number } = await engineCall('asking what it is', docker.info());
  await reapDeadOwners(docker, owner);
  return { engineCpus: NCPU };
}
