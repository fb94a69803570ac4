import type Docker from 'dockerode';
import type { Cell } from '../../domain/execution.ts';
import { OUR_DIRECTORY } from './cell-runner.ts';

/**
 * What root in a container keeps of its powers, because trees and test suites need it: files of other users are
 * read, written and given away, and a suite that starts a server as an ordinary user changes to it and ends it. None
 * of these reaches out of the container.
 */
const KEPT_CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'];

interface Wanted {
  /** The image to run in. */
  readonly reference: string;
  readonly token: string;
  readonly labels: Record<string, string>;
  readonly engineCpus: number;
}

/** A container that runs one cell under all of its limits, with no network and no log on the engine's disk. */
export function containerOptions(cell: Cell, wanted: Wanted): Docker.ContainerCreateOptions {
  const { image, script, limits } = cell;
  return {
    Image: wanted.reference,
    Labels: wanted.labels,
    Entrypoint: [
      '/bin/sh',
      `${OUR_DIRECTORY}/runner`,
      wanted.token,
      image.root,
      script.fileName,
      script.place,
    ],
    Cmd: [],
    WorkingDir: '/',
    AttachStdin: false,
    Tty: false,
    HostConfig: {
      NetworkMode: 'none',
      Memory: limits.memoryBytes,
      // Equal to Memory: no swap on top.
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.pids,
      NanoCpus: Math.round(Math.min(limits.cpus, wanted.engineCpus) * 1e9),
      Ulimits: [
        { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      CapDrop: ['ALL'],
      CapAdd: KEPT_CAPABILITIES,
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      // The engine would store gigabytes of a script's output; we read it as it comes.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
