import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants as files, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { kill, MARKER } from './kill-tree.ts';

/** The starter's ends of the next command's pipe. */
const READING = 3;
const WRITING = 4;

/** What a command answers that could not run to its end, for its own exit status to mean nothing. */
export const KILLED = 128 + constants.signals.SIGKILL;

/** A killed leader's status is there at once, unless the script has stopped the starter. */
const PATIENCE_MS = 300;

/**
 * Answers each line, the path of a file with bash text, with the id of the leader that runs it, and with its status when
 * it has ended. Each command has a pipe of its own, which bash makes for a here-string (since 5.1): the host opens it at the reading
 * end before it sends a line, the leader inherits the other. `set -m` gives a leader a process group of its own; without
 * it again, `wait` does not take a stopped one for an ended one.
 */
const PROGRAM = `
renew() { exec ${READING}<<<'' ${WRITING}>/proc/self/fd/${READING} && read -r -u ${READING}; }
renew && [[ -p /proc/self/fd/${READING} ]] && echo ready || exit
while IFS= read -r file; do
  set -m
  ( set +m; IFS= read -r -d '' text <"$file"; [[ -n $text ]] || exit ${KILLED}; eval "$text"
  ) </dev/null >&${WRITING} 2>&1 ${READING}<&- ${WRITING}>&- &
  set +m
  exec ${WRITING}>&-
  echo "$!"
  wait "$!"
  status=$?
  renew || { echo "$status"; exit; }
  echo "$status"
done
`;

export interface StarterOptions {
  /** Path of a bash. */
  readonly shell: string;
  readonly searchPath: string;
  /** Id of the process on whose behalf it runs. */
  readonly owner: number;
}

/** A command that has begun. */
export interface Started {
  /** Leader of its process group. */
  readonly leader: number;
  /** Both streams, in a pipe of the command's own: what outlives it cannot write to a later one's. */
  readonly output: Readable;
  /** Exit status; 128 and the signal's number for a killed one, as shells have it. */
  readonly exit: Promise<number>;
}

/**
 * A small shell that waits for commands and forks itself for each: a quarter of what it costs to start one from Node. It
 * runs one at a time. What it forks has its marker in the first environment, as a process of its own would.
 */
export interface Starter {
  readonly pid: number;
  readonly shell: string;
  readonly marker: string;
  /** Runs a file of bash text. Throws where the starter has died before it could. */
  start(file: string): Promise<Started>;
  /** Whether it can run another command, the last one being over. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** Throws where this bash cannot serve. */
export async function openStarter({ shell, searchPath, owner }: StarterOptions): Promise<Starter> {
  const marker = `${owner}-${randomBytes(12).toString('hex')}`;
  // Where its input is a socket, as Node's pipes are, bash takes itself for a remote login and reads ~/.bashrc.
  const child = spawn(shell, ['--norc', '-c', PROGRAM], {
    cwd: '/',
    env: { PATH: searchPath, LANG: 'C.UTF-8', [MARKER]: marker },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answers = readAnswers(child);
  let running: Promise<unknown> | null = null;

  async function close(): Promise<void> {
    if (child.pid !== undefined && isAlive(child)) kill(child.pid);
    await answers.died;
  }

  const { pid } = child;
  const isOpen = (await answers.next().catch(() => null)) !== null;
  if (!isOpen || pid === undefined) {
    await close();
    throw new Error(`${shell} cannot wait for commands`);
  }

  return {
    pid,
    shell,
    marker,
    async start(file) {
      const output = openPipe(`/proc/${pid}/fd/${READING}`);
      child.stdin.write(`${file}\n`);
      try {
        const leader = Number(await answers.next());
        // Whole groups are killed by this number.
        if (!(leader > 1)) throw new Error(`a process that starts commands named ${leader} as a leader`);
        const exit = answers.next().then(Number, () => KILLED);
        running = exit.then(() => {
          running = null;
        });
        return { leader, output, exit };
      } catch (error) {
        output.destroy();
        throw error;
      }
    },
    async isReady() {
      if (running) await Promise.race([running, sleep(PATIENCE_MS)]);
      return running === null && isAlive(child);
    },
    close,
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** The starter holds the writing end until the leader has it: before that the pipe has no end that could be met. */
function openPipe(path: string): Socket {
  const fd = openSync(path, files.O_RDONLY | files.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

interface Answers {
  /** The next line; rejects where the starter has died. One at a time. */
  next(): Promise<string>;
  readonly died: Promise<void>;
}

function readAnswers(child: ChildProcessByStdio<Writable, Readable, null>): Answers {
  const lines: string[] = [];
  let rest = '';
  let wanted: ((line: string) => void) | null = null;
  const give = () => {
    const line = wanted === null ? undefined : lines.shift();
    if (line === undefined) return;
    wanted?.(line);
    wanted = null;
  };
  child.stdout.setEncoding('latin1').on('data', (chunk: string) => {
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    give();
  });
  // Written to when it was dead already: its end says so.
  child.stdin.on('error', () => {});
  const died = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const failed = died.then(() => {
    throw new Error('a process that starts commands has ended');
  });
  failed.catch(() => {});
  return {
    died,
    next() {
      const line = new Promise<string>((resolve) => {
        wanted = resolve;
        give();
      });
      return Promise.race([line, failed]);
    },
  };
}
