import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Command } from './host-messages.ts';
import { MARKER } from './kill-tree.ts';
import { commandFile, placeFile } from './place-file.ts';
import { KILLED, type Started } from './starter.ts';
import type { Starters } from './starters.ts';

export interface Begun extends Started {
  /** Value of the marker in the environment of the command's processes. */
  readonly marker: string;
  /** A process that has this marker, too, and is none of the command's. */
  readonly starter: number | null;
  /** To be called when all processes of the command have ended. */
  release(): Promise<void>;
}

/** Begins a command, by a starter where there can be one. Throws where it cannot be started. */
export async function beginCommand(command: Command, starters: Starters): Promise<Begun> {
  const starter = await starters.take(command);
  if (starter === null) return spawned(command);
  const release = () => starters.giveBack(starter);
  try {
    const started = await starter.start(fileOf(command, prepared(command)));
    return { ...started, marker: starter.marker, starter: starter.pid, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** As a process of its own from the beginning. */
async function spawned(command: Command): Promise<Begun> {
  const { tree, shell, owner } = command;
  const marker = `${owner}-${randomBytes(12).toString('hex')}`;
  const child = spawn(shell, [fileOf(command, 'exec 2>&1')], {
    cwd: tree.root,
    env: { ...variablesOf(command), LANG: 'C.UTF-8', [MARKER]: marker },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit').then(([code, killedBy]) => statusOf(code, killedBy));
  if (child.pid === undefined) return exit.then(() => Promise.reject(new Error(`${shell} did not start`)));
  return { leader: child.pid, output: child.stdout, exit, marker, starter: null, release: async () => {} };
}

function statusOf(code: number | null, killedBy: NodeJS.Signals | null): number {
  return code ?? 128 + (killedBy ? constants.signals[killedBy] : 0);
}

/** Puts the command's text where a shell reads it. */
function fileOf(command: Command, beginning: string): string {
  if (command.text.includes('\0')) throw new Error('a command with a zero byte, where a shell would end it');
  const file = commandFile(command.tree);
  placeFile(file, `${beginning}\n${limited(command)}`);
  return file;
}

/** The least that programs expect; nothing of the host's, whose variables hold its keys. */
function variablesOf({ tree, searchPath }: Command): Record<string, string> {
  return { PATH: searchPath, HOME: tree.home, TMPDIR: tree.temporary };
}

/** What a new process is given: its directory, as if it had begun there, and its variables. */
function prepared(command: Command): string {
  const variables = Object.entries(variablesOf(command)).map(([name, value]) => `${name}=${quoted(value)}`);
  return `cd ${quoted(command.tree.root)} || exit ${KILLED}\nunset OLDPWD file text\nexport OLDPWD ${variables.join(' ')}`;
}

/** Bash counts the file limit in 1,024 bytes, other shells in 512 as POSIX has it. */
function limited({ limits: { diskBytes }, text }: Command): string {
  const inBash = `ulimit -f ${Math.ceil(diskBytes / 1024)}`;
  const elsewhere = `ulimit -f ${Math.ceil(diskBytes / 512)}`;
  const limit = `if [ -n "\${BASH_VERSION-}" ]; then ${inBash}; else ${elsewhere}; fi`;
  // Without a command behind the last one the shell would become it, and a script that kills its parent would meet ours.
  return `${limit}\n${text}\nexit $?`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
