import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../compose.ts';

/**
 * Where `solve` keeps its store unless it is told: in the XDG state directory, since what was paid for is no cache,
 * and a file in the user's work tree would be one more thing that is not committed.
 */
export function solveStorePlace(environment: Environment): string {
  const home = environment.HOME || homedir();
  const folder = join(environment.XDG_STATE_HOME || join(home, '.local', 'state'), 'troop');
  mkdirSync(folder, { recursive: true });
  return join(folder, 'solve.db');
}
