import { accessSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from './host-messages.ts';
import { openStarter, type Starter } from './starter.ts';

export interface Starters {
  /** A starter that nobody else has; null where there can be none. */
  take(command: Pick<Command, 'shell' | 'searchPath' | 'owner'>): Promise<Starter | null>;
  giveBack(starter: Starter): Promise<void>;
  close(): Promise<void>;
}

/** As many starters as commands run at once, opened when they are first wanted. */
export function openStarters(): Starters {
  const idle: Starter[] = [];
  const all = new Set<Starter>();
  /** Shells that cannot serve: no bash, or one whose here-strings are files. */
  const unfit = new Set<string>();

  async function end(starter: Starter): Promise<void> {
    all.delete(starter);
    await starter.close();
  }

  return {
    async take({ shell, searchPath, owner }) {
      for (let starter = idle.pop(); starter; starter = idle.pop()) {
        if (starter.shell === shell && (await starter.isReady())) return starter;
        await end(starter);
      }
      if (unfit.has(shell) || basename(shell) !== 'bash' || !hasProcesses()) return null;
      try {
        const starter = await openStarter({ shell, searchPath, owner });
        all.add(starter);
        return starter;
      } catch {
        unfit.add(shell);
        return null;
      }
    },
    async giveBack(starter) {
      if (await starter.isReady()) idle.push(starter);
      else await end(starter);
    },
    async close() {
      await Promise.all([...all].map(end));
    },
  };
}

/** Elsewhere than on Linux the bash is often an old one, and what a command leaves is found by its group alone. */
function hasProcesses(): boolean {
  try {
    accessSync('/proc/self');
    return true;
  } catch {
    return false;
  }
}
