import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MachineryError } from '../../domain/errors.ts';

export interface Timed {
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a program to its end and takes its wall time, from the call to the last byte. What it says on stderr passes on. */
export async function timedProcess(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Timed> {
  const began = performance.now();
  const child = spawn(program, [...args], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status]: unknown[] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  const stdout = Buffer.concat(chunks).toString('utf8');
  if (status !== 0) {
    const words = `${program} ended with status ${String(status)}\n${stdout.slice(-2000)}`;
    throw new MachineryError(words, { transient: false });
  }
  return { seconds, stdout };
}
