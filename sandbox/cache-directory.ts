import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where caches lie: TROOP_CACHE, else `troop` in the XDG cache directory. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const own = environment.TROOP_CACHE;
  if (own) return own;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'troop');
}
