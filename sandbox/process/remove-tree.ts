import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Removes a directory with all in it, also where a script took away the right to write in parts of it. */
export async function removeTree(directory: string): Promise<void> {
  // A dying process may still add a file between the listing and the removal; Node tries again then.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };
  try {
    await rm(directory, options);
  } catch {
    await promisify(execFile)('chmod', ['-R', 'u+rwX', directory]);
    await rm(directory, options);
  }
}
