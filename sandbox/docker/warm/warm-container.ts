import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { Cell } from '../../../domain/execution.ts';
import { cellCommand } from '../../cell-command.ts';
import { memoryReason } from '../../verdict.ts';
import { SandboxGoneError, type WarmSandbox } from '../../warm-pool.ts';
import { OUR_DIRECTORY, SCRIPT_DIRECTORY } from '../cell-runner.ts';
import { createContainerKiller } from '../container-killer.ts';
import { engineCall } from '../engine-call.ts';
import { isGone } from '../engine-failure.ts';
import { followCell } from '../follow-cell.ts';
import { removeContainer } from '../reap-dead-owners.ts';
import { type ContainerRun, createContainer } from '../run-in-container.ts';
import { isClean, KEEPER, WARM_RUNNER } from './warm-runner.ts';

/** The engine refuses longer arguments, and the command of a cell is one. */
const MOST_COMMAND_BYTES = 100_000;

/** Whether a warm container can run the cell. */
export function isShort({ image, script }: Pick<Cell, 'image' | 'script'>): boolean {
  return Buffer.byteLength(image.setup + script.command) < MOST_COMMAND_BYTES;
}

/** Starts a container under the limits of its first cell; all that follow must have the same. */
export async function openWarmContainer(cell: Cell, options: ContainerRun): Promise<WarmSandbox> {
  const { signal } = options;
  const container = await createContainer(cell, {
    ...options,
    entrypoint: ['/bin/sh', '-c', KEEPER],
    init: false,
    // Where a cell's files go; open to the image's user, whoever that is.
    tmpfs: { [OUR_DIRECTORY]: 'mode=1777,exec' },
  });
  try {
    signal.throwIfAborted();
    await engineCall('starting a container', container.start());
  } catch (error) {
    await removeContainer(container);
    throw error;
  }
  return {
    run: (next, wanted) => runCell(container, next, wanted),
    remove: () => removeContainer(container),
  };
}

async function runCell(container: Docker.Container, cell: Cell, signal: AbortSignal) {
  const token = randomBytes(16).toString('hex');
  const { image, script, limits } = cell;
  const killer = createContainerKiller(container);
  const runner = [token, image.root, script.fileName, script.place, cellCommand(cell, SCRIPT_DIRECTORY)];
  const { result, ended, reports } = await followCell({
    cell,
    token,
    signal,
    killer,
    begin: async () => {
      const creating = container.exec({
        Cmd: ['/bin/sh', '-c', WARM_RUNNER, 'troop', ...runner],
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
      });
      const exec = await engineCall('preparing a command', creating).catch(unlessGone);
      const stream = await engineCall('starting a command', exec.start({ hijack: true, stdin: true }));
      stream.end(script.text);
      return stream;
    },
    unreported: async () => {
      const { State } = await engineCall('inspecting a container', container.inspect());
      const reason = State.OOMKilled ? memoryReason(limits) : 'the script killed the process that runs it';
      return { outcome: 'broken', exitCode: State.OOMKilled ? null : 137, reason };
    },
  });
  const metLimit = ended === null || ended.refusedProcesses > 0 || ended.memoryKills > 0;
  return { result, isClean: !metLimit && !killer.hasKilled() && isClean(reports, token) };
}

function unlessGone(cause: unknown): never {
  const isGoneNow = cause instanceof Error && isGone(cause.cause);
  throw isGoneNow ? new SandboxGoneError('the container is gone', { cause }) : cause;
}
