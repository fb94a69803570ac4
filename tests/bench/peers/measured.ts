import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the kernel says of a program that has ended, with all of its children that it waited for. */
export interface Usage {
  readonly status: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Of its largest process. */
  readonly peakBytes: number;
}

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Gets what it prints. */
  readonly output: string;
}

/** Runs a program and asks the kernel, through a small parent of its own, what it used. */
const OBSERVER = `
import json, resource, subprocess, sys, time
began = time.monotonic()
status = subprocess.call(sys.argv[2:])
wall = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([status, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024], file)
`;

export async function measured({ path, args, environment, output }: Program): Promise<Usage> {
  const folder = await mkdtemp(join(tmpdir(), 'troop-measured-'));
  try {
    const report = join(folder, 'usage.json');
    const file = openSync(output, 'a');
    const child = spawn('python3', ['-c', OBSERVER, report, path, ...args], {
      env: environment ?? process.env,
      stdio: ['ignore', file, file],
    });
    await once(child, 'exit');
    const [status, wallSeconds, cpuSeconds, peakBytes] = JSON.parse(await readFile(report, 'utf8'));
    return { status, wallSeconds, cpuSeconds, peakBytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a program as leader of a process group, to be killed; the group ends with this process at the latest. */
export function started({ path, args, environment, output }: Program): {
  kill(): Promise<void>;
  hasEnded(): boolean;
} {
  const file = openSync(output, 'a');
  const child = spawn(path, [...args], {
    env: environment ?? process.env,
    stdio: ['ignore', file, file],
    detached: true,
  });
  const ended = once(child, 'exit');
  const killGroup = () => killLeader(child);
  process.once('exit', killGroup);
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      killGroup();
      await ended;
      process.off('exit', killGroup);
    },
  };
}

function killLeader({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}
