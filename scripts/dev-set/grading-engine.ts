import { join } from 'node:path';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { createDockerEngine } from '../../sandbox/docker/create-docker-engine.ts';
import { thisOwner } from '../this-owner.ts';

/** Where the results of gradings are kept for all commands that ask for them. */
export function keptLogsFolder(): string {
  return join(cacheDirectory(process.env), 'dev-set', 'logs');
}

/**
 * Runs a task with a Docker engine of its own, `jobs` cells at once, and closes it. Ctrl-C aborts the signal; the
 * task's failure is then null.
 */
export async function withGradingEngine<T>(
  jobs: number,
  task: (engine: SandboxEngine, signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  const environment = process.env;
  const engine = createDockerEngine({ run: 'dev-set', owner: thisOwner(), concurrency: jobs, environment });
  try {
    return await task(engine, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return null;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
    await engine.close();
  }
}
