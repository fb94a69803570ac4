import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where troop may keep what it can fetch again: `TROOP_CACHE`, else the user's cache directory on this system. */
export function cacheDirectoryOf(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const { TROOP_CACHE: own, XDG_CACHE_HOME: user } = environment;
  if (own) return own;
  if (user) return join(user, 'troop');
  return platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'troop')
    : join(homedir(), '.cache', 'troop');
}
