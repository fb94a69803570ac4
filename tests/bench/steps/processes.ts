import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PEAK_EVERY_MS = 100;

const statsSchema = z.object({
  requests: z.int(),
  bytes: z.number(),
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  /** Different calls, and calls that came again. */
  calls: z.int(),
  twice: z.int(),
});

export type ServerStats = z.infer<typeof statsSchema>;

export interface BenchServer {
  readonly url: string;
  stats(): Promise<ServerStats>;
  /** Starts the count of requests and the clock of the first one anew. */
  mark(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the lean server as its own process; bodies of one instance's calls are written to `folder`. */
export async function startServer(folder: string, captured: string): Promise<BenchServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', pathOf('server.ts'), folder, captured], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line: unknown = await Promise.race([once(lines, 'line'), ended]);
  const url = Array.isArray(line) ? String(line[0]) : '';
  if (!url.startsWith('http')) throw new Error('the server of the benchmark did not start');
  return {
    url,
    stats: async () => statsSchema.parse(await (await fetch(`${url}/stats`)).json()),
    mark: async () => {
      await (await fetch(`${url}/mark`)).text();
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

export interface Alone {
  readonly calls: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** The SDK alone, in a process of its own. */
export async function sdkAlone(url: string, folder: string, calls: number): Promise<Alone> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', pathOf('sdk-alone.ts'), url, folder, String(calls)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await once(child, 'close');
  return z.object({ calls: z.int(), seconds: z.number(), cpuSeconds: z.number() }).parse(JSON.parse(printed));
}

export interface CliRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what it prints. */
  readonly output: string;
}

export interface StartedCli {
  readonly startedAt: number;
  /** User and system time so far. */
  cpuSeconds(): number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Wall time of the whole process, and the most memory that the kernel saw it hold. */
  ended(): Promise<{ status: number | null; seconds: number; peakBytes: number; cpuSeconds: number }>;
}

export function startCli({ program, args, environment, output }: CliRun): StartedCli {
  const file = openSync(output, 'a');
  const startedAt = Date.now();
  const flags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
  const child = spawn(process.execPath, [...flags, program, ...args], {
    env: environment,
    stdio: ['ignore', file, file],
  });
  const exit = once(child, 'exit').then(() => Date.now());
  process.once('exit', () => child.kill('SIGKILL'));
  const seen = watch(child, exit);
  return {
    startedAt,
    cpuSeconds: () => cpuOf(child.pid) ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      const seconds = ((await exit) - startedAt) / 1000;
      return { status: child.exitCode, seconds, ...(await seen) };
    },
  };
}

async function watch(child: ChildProcess, exit: Promise<number>) {
  let peakBytes = 0;
  let cpuSeconds = 0;
  let over = false;
  void exit.then(() => {
    over = true;
  });
  while (!over) {
    peakBytes = Math.max(peakBytes, peakOf(child.pid) ?? 0);
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid) ?? 0);
    await Promise.race([exit, wait(PEAK_EVERY_MS)]);
  }
  return { peakBytes, cpuSeconds };
}

/** VmHWM of /proc/PID/status. */
function peakOf(pid: number | undefined): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(procFile(pid, 'status'))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

const TICKS_PER_SECOND = 100;

/** User and system time of the process itself. */
function cpuOf(pid: number | undefined): number | null {
  const fields = procFile(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? null : ticks / TICKS_PER_SECOND;
}

/** Empty where the process has gone. */
function procFile(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
