import type Docker from 'dockerode';
import type { Cell } from '../../domain/execution.ts';

/**
 * What root in a container keeps of its powers, because trees and test suites need it: files of other users are
 * read, written and given away, and a suite that starts a server as an ordinary user changes to it and ends it. None
 * of these reaches out of the container.
 */
const KEPT_CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'];

export interface ContainerWish {
  /** The image to run in. */
  readonly reference: string;
  readonly labels: Record<string, string>;
  /** Of the engine's machine; it refuses a container that asks for more. */
  readonly engineCpus: number;
  readonly entrypoint: readonly string[];
  /** Whether the engine's own init is the main process, and the entrypoint its child. */
  readonly init: boolean;
  /** Options of file systems in memory, by path. */
  /** Whether the main process reads what whoever is attached writes; its input ends with the attachment. */
  readonly readsStdin?: boolean;
  readonly tmpfs?: Readonly<Record<string, string>>;
}

/** A container for cells under all of their limits, with no network and no log on the engine's disk. */
export function containerOptions(
  { limits }: Pick<Cell, 'limits'>,
  { reference, labels, engineCpus, entrypoint, init, readsStdin = false, tmpfs = {} }: ContainerWish,
): Docker.ContainerCreateOptions {
  return {
    Image: reference,
    Labels: labels,
    Entrypoint: [...entrypoint],
    Cmd: [],
    WorkingDir: '/',
    AttachStdin: readsStdin,
    OpenStdin: readsStdin,
    StdinOnce: readsStdin,
    Tty: false,
    HostConfig: {
      NetworkMode: 'none',
      Memory: limits.memoryBytes,
      // Equal to Memory: no swap on top.
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.pids,
      NanoCpus: Math.round(Math.min(limits.cpus, engineCpus) * 1e9),
      Ulimits: [
        { Name: 'fsize', Soft: limits.diskBytes, Hard: limits.diskBytes },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      CapDrop: ['ALL'],
      CapAdd: KEPT_CAPABILITIES,
      SecurityOpt: ['no-new-privileges'],
      Init: init,
      Tmpfs: { ...tmpfs },
      // The engine would store gigabytes of a script's output; we read it as it comes.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
