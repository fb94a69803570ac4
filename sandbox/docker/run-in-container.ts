import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { memoryReason } from '../verdict.ts';
import { cellArchive } from './cell-archive.ts';
import { OUR_DIRECTORY } from './cell-runner.ts';
import { createContainerKiller } from './container-killer.ts';
import { type ContainerWish, containerOptions } from './container-options.ts';
import { engineCall } from './engine-call.ts';
import { isNotFound, missingImage } from './engine-failure.ts';
import { followCell, framesOf } from './follow-cell.ts';
import { removeContainer } from './reap-dead-owners.ts';

export interface ContainerRun {
  readonly docker: Docker;
  /** The image to run in; messages name the cell's. */
  readonly reference: string;
  /** Hears that the engine no longer has it. */
  readonly removed: () => void;
  readonly labels: Record<string, string>;
  /** Of the engine's machine; it refuses a container that asks for more. */
  readonly engineCpus: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a cell in a container of its own, whose main process is the cell: with the container ends all that the
 * script started. The result is delivered before the container's removal, which takes its time.
 */
export async function runInContainer(
  cell: Cell,
  run: ContainerRun & { readonly deliver: (result: CellResult) => void },
): Promise<void> {
  const token = randomBytes(16).toString('hex');
  const { image, script } = cell;
  const runner = ['/bin/sh', `${OUR_DIRECTORY}/runner`, token, image.root, script.fileName, script.place];
  const container = await createContainer(cell, { ...run, entrypoint: runner, init: true });
  try {
    run.signal.throwIfAborted();
    await engineCall('copying a cell in', container.putArchive(await cellArchive(cell), { path: '/' }));
    const { result } = await followCell({
      cell,
      token,
      signal: run.signal,
      killer: createContainerKiller(container),
      begin: async () => {
        const attaching = container.attach({ stream: true, stdout: true, stderr: true });
        const stream = await engineCall('attaching to a container', attaching);
        await engineCall('starting a container', container.start());
        return framesOf(stream);
      },
      unreported: () => unreported(container, cell),
    });
    run.signal.throwIfAborted();
    run.deliver(result);
  } finally {
    await removeContainer(container);
  }
}

/** A container of the run's image; an image that is gone is told to `removed`. */
export async function createContainer(
  cell: Cell,
  {
    docker,
    removed,
    ...wish
  }: ContainerRun & Pick<ContainerWish, 'entrypoint' | 'init' | 'tmpfs' | 'readsStdin'>,
): Promise<Docker.Container> {
  const creation = docker.createContainer(containerOptions(cell, wish)).catch((error: unknown) => {
    if (isNotFound(error)) removed();
    return missingImage(cell.image.name)(error);
  });
  return engineCall('creating a container', creation);
}

/** The runner was killed before it could report: by the memory limit, or by the script itself. */
async function unreported(container: Docker.Container, cell: Cell) {
  const { StatusCode: status }: { StatusCode: number } = await engineCall('waiting', container.wait());
  const { State } = await engineCall('inspecting a container', container.inspect());
  if (State.OOMKilled)
    return { outcome: 'broken' as const, exitCode: null, reason: memoryReason(cell.limits) };
  return {
    outcome: 'broken' as const,
    exitCode: status,
    reason: 'the script killed the process that runs it',
  };
}
