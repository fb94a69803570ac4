import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { build, isBuilt } from '../../scripts/build.mjs';
import { ROOT } from '../house/source-tree.ts';
import type { Ran } from './run-main.ts';

export interface CliProcess {
  readonly child: ChildProcess;
  /** Waits until standard error holds these words; throws with all of it where they do not come. */
  says(words: string, timeoutMs?: number): Promise<void>;
  ended(): Promise<Ran>;
}

/** Builds the program where its sources have changed since. For `beforeAll`. */
export async function builtCli(): Promise<void> {
  if (!(await isBuilt(ROOT))) await build(ROOT);
}

/** Starts the built program. Its standard input stays open and silent, as under a terminal that nobody types at. */
export function startCli(argv: readonly string[], environment: Record<string, string> = {}): CliProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli.js'), ...argv], {
    env: { PATH, HOME, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return {
    child,
    async says(words, timeoutMs = 20_000) {
      const until = Date.now() + timeoutMs;
      while (!stderr.includes(words)) {
        if (Date.now() > until || child.exitCode !== null)
          throw new Error(`it never said "${words}": ${stderr}`);
        await wait(10);
      }
    },
    async ended() {
      await exit;
      return { status: child.exitCode ?? -1, stdout, stderr };
    },
  };
}
