import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cell, CellResult } from '../../domain/execution.ts';

/**
 * A control: ends only the process that it started, as a plain `timeout` option does. The check that no process is
 * left must catch it.
 */
export async function runWeakly({ script, limits }: Cell): Promise<CellResult> {
  const directory = await mkdtemp(join(tmpdir(), 'troop-test-weak-'));
  const file = join(directory, script.fileName);
  await writeFile(file, script.text);
  const child = spawn('bash', [file], { stdio: 'ignore', detached: true });
  const timer = setTimeout(() => child.kill('SIGKILL'), limits.timeoutMs);
  await once(child, 'exit');
  clearTimeout(timer);
  await rm(directory, { recursive: true });
  return { outcome: 'timeout', exitCode: null, output: '', seconds: limits.timeoutMs / 1000, reason: 'weak' };
}
