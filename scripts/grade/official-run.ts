import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pRetry from 'p-retry';
import { MachineryError } from '../../domain/errors.ts';
import { removeOfficialContainers } from '../../sandbox/docker/remove-official-containers.ts';
import type { Environment } from '../compose.ts';

/** One call of the official harness: a prediction for each of its rows. */
export interface OfficialJob {
  readonly python: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Patch by instance id. */
  readonly patches: ReadonlyMap<string, string>;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** What the harness left of one instance; null for a file that it did not write. */
export interface OfficialFiles {
  readonly instanceId: string;
  readonly report: unknown;
  readonly log: Buffer | null;
  /** Its own log, which holds the reason where there is no report. */
  readonly words: string;
}

const MODEL = 'troop';

/**
 * When all is graded, the harness looks at each image of the engine, and dies where one was removed since it listed
 * them. A call again under the same run id finds the reports and grades nothing twice.
 */
const IMAGE_VANISHED = /docker\.errors\.ImageNotFound/;
const RETRIES = 3;

/**
 * Runs `swebench.harness.run_evaluation` over predictions in a folder of its own and reads what it wrote. Containers
 * that it leaves behind are removed. Throws a MachineryError where the process as a whole fails.
 */
export async function runOfficially(job: OfficialJob): Promise<OfficialFiles[]> {
  const runId = `troop-${randomBytes(6).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'troop-official-'));
  try {
    await writeFile(join(folder, 'rows.json'), asciiJson(job.rows));
    await writeFile(join(folder, 'predictions.json'), asciiJson(predictions(job.patches)));
    await pRetry(() => evaluate(job, folder, runId), {
      retries: RETRIES,
      minTimeout: 1000,
      signal: job.signal,
      shouldRetry: ({ error }) => error instanceof MachineryError && error.transient,
    });
    const logs = join(folder, 'logs', 'run_evaluation', runId, MODEL);
    return await Promise.all([...job.patches.keys()].map((id) => readFiles(join(logs, id), id)));
  } finally {
    await removeOfficialContainers(runId);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The package reads files in the locale's encoding, whatever that is. */
function asciiJson(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, escaped);
}

function predictions(patches: ReadonlyMap<string, string>) {
  return [...patches].map(([id, patch]) => ({
    instance_id: id,
    model_name_or_path: MODEL,
    model_patch: patch,
  }));
}

async function evaluate(job: OfficialJob, folder: string, runId: string): Promise<void> {
  const words = ['-m', 'swebench.harness.run_evaluation', '-d', 'rows.json', '-p', 'predictions.json'];
  const limits = ['--max_workers', String(job.workers), '-t', String(Math.ceil(job.timeoutMs / 1000))];
  job.signal.throwIfAborted();
  const child = spawn(job.python, [...words, '-id', runId, ...limits], {
    cwd: folder,
    env: withoutKeys(job.environment),
    // A group of its own: an interrupt is for us to hand on, and reaches the clients that it starts.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  job.signal.addEventListener('abort', stop, { once: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => job.say(line));
  try {
    const [status]: unknown[] = await ended;
    job.signal.throwIfAborted();
    if (status !== 0)
      throw new MachineryError(`the official harness ended with status ${String(status)}\n${said}`, {
        transient: IMAGE_VANISHED.test(said),
      });
  } catch (cause) {
    job.signal.throwIfAborted();
    if (cause instanceof MachineryError) throw cause;
    throw new MachineryError(`${job.python} cannot be started`, { cause, transient: false });
  } finally {
    job.signal.removeEventListener('abort', stop);
  }
}

/** What a program of others needs of our environment, less the keys that are for models. */
function withoutKeys(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || /KEY|TOKEN|SECRET/i.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), PYTHONUTF8: '1', HF_HUB_OFFLINE: '1' };
}

async function readFiles(folder: string, instanceId: string): Promise<OfficialFiles> {
  const read = (name: string) => readFile(join(folder, name)).catch(() => null);
  const report = await read('report.json');
  return {
    instanceId,
    report: report === null ? null : (JSON.parse(report.toString('utf8')) as unknown),
    log: await read('test_output.txt'),
    words: (await read('run_instance.log'))?.toString('utf8') ?? '',
  };
}
