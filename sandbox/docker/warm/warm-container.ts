import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { Cell } from '../../../domain/execution.ts';
import { cellCommand } from '../../cell-command.ts';
import { memoryReason } from '../../verdict.ts';
import { SandboxGoneError, type WarmSandbox } from '../../warm-pool.ts';
import { OUR_DIRECTORY, SCRIPT_DIRECTORY } from '../cell-runner.ts';
import { createContainerKiller } from '../container-killer.ts';
import type { Frame } from '../demultiplex.ts';
import { engineCall } from '../engine-call.ts';
import { followCell, framesOf } from '../follow-cell.ts';
import { removeContainer } from '../reap-dead-owners.ts';
import { type ContainerRun, createContainer } from '../run-in-container.ts';
import { cellFrames } from './cell-frames.ts';
import { isClean, jobOf, WARM_RUNNER } from './warm-runner.ts';

/** A container whose main process waits for cells, and the connection to it. */
interface Attached {
  readonly container: Docker.Container;
  readonly stream: NodeJS.WritableStream;
  readonly frames: AsyncIterator<Frame>;
}

/** Starts a container under the limits of its first cell; all that follow must have the same. */
export async function openWarmContainer(cell: Cell, options: ContainerRun): Promise<WarmSandbox> {
  const { signal } = options;
  const container = await createContainer(cell, {
    ...options,
    entrypoint: ['/bin/sh', '-c', WARM_RUNNER, 'troop', cell.image.root],
    init: false,
    readsStdin: true,
    // Where a cell's files go; open to the image's user, whoever that is.
    tmpfs: { [OUR_DIRECTORY]: 'mode=1777,exec' },
  });
  try {
    signal.throwIfAborted();
    const attaching = container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
    });
    const stream = await engineCall('attaching to a container', attaching);
    await engineCall('starting a container', container.start());
    const attached = { container, stream, frames: framesOf(stream) };
    return {
      run: (next, wanted) => runCell(attached, next, wanted),
      remove: () => removeContainer(container),
    };
  } catch (error) {
    await removeContainer(container);
    throw error;
  }
}

async function runCell({ container, stream, frames }: Attached, cell: Cell, signal: AbortSignal) {
  const token = randomBytes(16).toString('hex');
  const { fileName, place, text } = cell.script;
  const job = jobOf({ token, fileName, place, command: cellCommand(cell, SCRIPT_DIRECTORY), script: text });
  const killer = createContainerKiller(container);
  let hasBegun = false;
  const following = followCell({
    cell,
    token,
    signal,
    killer,
    begin: async () => {
      stream.write(job);
      return noted(cellFrames(frames, token), () => {
        hasBegun = true;
      });
    },
    unreported: async () => {
      const { State } = await engineCall('inspecting a container', container.inspect());
      const reason = State.OOMKilled ? memoryReason(cell.limits) : 'the container was ended';
      return { outcome: 'broken', exitCode: State.OOMKilled ? null : 137, reason };
    },
  });
  const { result, ended, reports } = await following.catch((cause: unknown) => {
    const isGone = !hasBegun && !killer.hasKilled() && !signal.aborted;
    throw isGone ? new SandboxGoneError('the container is gone', { cause }) : cause;
  });
  const metLimit = ended === null || ended.refusedProcesses > 0 || ended.memoryKills > 0;
  return { result, isClean: !metLimit && !killer.hasKilled() && isClean(reports, token) };
}

/** The same frames; the first one is told. */
async function* noted(frames: AsyncIterable<Frame>, first: () => void): AsyncGenerator<Frame> {
  for await (const frame of frames) {
    first();
    yield frame;
  }
}
