import { vi } from 'vitest';
import { openStore, openStoreReadOnly } from '../../db/open-store.ts';
import type { Store } from '../../db/store.ts';
import { main } from '../../scripts/main.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in this process, `argv` as a shell would hand it on. `weaken` puts a variant of the store in
 * its place, for controls.
 */
export async function troop(
  argv: readonly string[],
  environment: Record<string, string> = {},
  weaken: (store: Store) => Store = (store) => store,
): Promise<Ran> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const written = (spy: typeof stdout) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  try {
    const status = await main(['node', 'troop', ...argv], {
      environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
      openStore: (path) => weaken(openStore(path)),
      openReader: openStoreReadOnly,
    });
    return { status, stdout: written(stdout), stderr: written(stderr) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
