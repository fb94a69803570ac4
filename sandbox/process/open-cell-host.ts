import { type ChildProcess, fork } from 'node:child_process';
import { MachineryError } from '../../domain/errors.ts';
import { programBeside } from '../program-file.ts';
import type { Command, FromHost, ToHost } from './host-messages.ts';

export type Ended = Extract<FromHost, { kind: 'ended' }>;

export interface CellHost {
  /** Throws a MachineryError where the command could not be started, the signal's reason when it is aborted. */
  run(command: Omit<Command, 'id'>, signal: AbortSignal): Promise<Ended>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(ended: Ended): void;
  reject(error: Error): void;
}

/** The process that starts the commands of cells; it is there from the first command on, and again after it died. */
export function openCellHost(): CellHost {
  const waiting = new Map<number, Waiting>();
  let host: ChildProcess | null = null;
  let lastId = 0;

  function start(): ChildProcess {
    const { path, execArgv } = programBeside(import.meta.url, 'cell-host');
    const child = fork(path, [], {
      execArgv: [...execArgv],
      // Commands get their own variables; the host's keys are not for a process that starts strangers' code.
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    child.on('message', settle);
    child.once('exit', (code, signal) => {
      if (host === child) host = null;
      const words = `the process that runs cells ended (${signal ?? code}); its cells are run again on resume`;
      for (const { reject } of waiting.values()) reject(new MachineryError(words, { transient: true }));
      waiting.clear();
    });
    child.once('error', () => {});
    child.unref();
    return child;
  }

  function settle(message: FromHost): void {
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'ended') asked?.resolve(message);
    else asked?.reject(new MachineryError(`running a cell: ${message.message}`, { transient: true }));
    // An idle host does not keep this process alive.
    if (waiting.size === 0) host?.channel?.unref();
  }

  return {
    async run(command, signal) {
      signal.throwIfAborted();
      host ??= start();
      const to = host;
      to.channel?.ref();
      const id = ++lastId;
      const send = (message: ToHost) => to.send(message);
      const cancel = () => send({ kind: 'cancel', id });
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const ended = await new Promise<Ended>((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          send({ kind: 'run', command: { ...command, id } });
        });
        signal.throwIfAborted();
        return ended;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    async close() {
      const child = host;
      host = null;
      if (!child?.connected) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.ref();
      child.disconnect();
      await gone;
    },
  };
}
