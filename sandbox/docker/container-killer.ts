import type Docker from 'dockerode';
import { engineCall } from './engine-call.ts';
import { isGone } from './engine-failure.ts';

export interface ContainerKiller {
  kill(): void;
  /** Takes the place of an earlier limit. */
  killAfter(ms: number): void;
  hasTimedOut(): boolean;
  hasKilled(): boolean;
  /** Drops the limit and waits for a kill that is under way; throws where it failed. */
  end(): Promise<void>;
}

/** Kills a container at most once, and remembers whether time was the cause. */
export function createContainerKiller(container: Docker.Container): ContainerKiller {
  let timer: NodeJS.Timeout | undefined;
  let killing: Promise<void> | undefined;
  let timedOut = false;
  const kill = (): void => {
    killing ??= engineCall(
      'killing a container',
      container.kill().catch((error: unknown) => {
        if (!isGone(error)) throw error;
      }),
    );
    // `end` throws it; until then nobody listens.
    killing.catch(() => {});
  };
  return {
    kill,
    hasTimedOut: () => timedOut,
    hasKilled: () => killing !== undefined,
    killAfter(ms: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timedOut = true;
        kill();
      }, ms);
    },
    async end(): Promise<void> {
      clearTimeout(timer);
      await killing;
    },
  };
}
