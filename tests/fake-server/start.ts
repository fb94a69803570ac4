import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BatchSettings } from './batch-jobs.ts';
import { type LogLine, parseLog } from './request-log.ts';
import type { Rules } from './rules.ts';
import { CLOCK_PATH } from './server.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

export interface FakeServer {
  /** Without the version segment: what the Anthropic SDK wants. */
  readonly url: string;
  /** With it: what the OpenAI SDK wants. */
  readonly openaiUrl: string;
  readonly logPath: string;
  readonly pid: number;
  log(): Promise<LogLine[]>;
  /** The first line of the log for which this holds; throws after `timeoutMs`. */
  line(matches: (line: LogLine, index: number) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Lets so much time pass for the prompt cache. */
  passTime(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a fake server in its own process. `scenario`: rules, or the path of a file as scenario.ts describes. */
export async function startFakeServer(
  scenario: Rules | string,
  { jobMs, unheardJobs }: BatchSettings = { jobMs: 50, unheardJobs: 0 },
): Promise<FakeServer> {
  const directory = await mkdtemp(join(tmpdir(), 'troop-fake-server-'));
  const logPath = join(directory, 'requests.jsonl');
  await writeFile(logPath, '');
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      MAIN,
      '--scenario',
      await scenarioFile(scenario, directory),
      '--log',
      logPath,
      '--job-ms',
      String(jobMs),
      '--unheard-jobs',
      String(unheardJobs),
      '--until-stdin-ends',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const url = await Promise.race([firstLine(child.stdout), ended.then(() => null)]);
  if (url === null || child.pid === undefined) throw new Error('the fake server did not start');
  const log = async () => parseLog(await readFile(logPath, 'utf8'));
  return {
    url,
    openaiUrl: `${url}/v1`,
    logPath,
    pid: child.pid,
    log,
    async line(matches, timeoutMs = 5_000) {
      const until = Date.now() + timeoutMs;
      for (;;) {
        const lines = await log();
        const found = lines.find(matches);
        if (found) return found;
        if (Date.now() > until)
          throw new Error(`not logged in ${timeoutMs} ms; the log: ${JSON.stringify(lines)}`);
        await wait(10);
      }
    },
    async passTime(ms) {
      await fetch(`${url}${CLOCK_PATH}?aheadMs=${ms}`);
    },
    async stop() {
      child.kill();
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}

async function scenarioFile(scenario: Rules | string, directory: string): Promise<string> {
  if (typeof scenario === 'string') return scenario;
  const path = join(directory, 'scenario.json');
  await writeFile(path, JSON.stringify(scenario));
  return path;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | null> {
  for await (const line of createInterface({ input: stream })) return line;
  return null;
}
