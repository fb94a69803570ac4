import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CHILD = fileURLToPath(new URL('store-process-main.ts', import.meta.url));

export interface StoreProcess {
  readonly child: ChildProcess;
  /** Lines the process printed, as they come. */
  readonly lines: Interface;
  readonly ended: Promise<unknown>;
}

/** A second process on a store's file; see `store-process-main.ts` for the parts it can play. */
export function startStoreProcess(part: string, file: string): StoreProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, part, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit');
  return { child, lines: createInterface({ input: child.stdout }), ended };
}
