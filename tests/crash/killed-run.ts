import { containersOf } from './engine-sights.ts';
import type { CrashEvent } from './events.ts';
import { type Target, trigger } from './kill-plan.ts';
import { playUntil, type Scene } from './play-until.ts';
import { type LoggedRequest, requestsOf } from './server-log.ts';
import { copyStore, lookInto, openItems } from './stored-rows.ts';

export interface Kill {
  readonly at: CrashEvent;
  readonly target: Target;
  /** The store as it was before the resume. */
  readonly copy: string;
  /** Whether a work item of the event's phase was open in the copy; else the kill fell between two phases. */
  readonly counts: boolean;
  readonly inFlight: { readonly items: string[]; readonly requests: number; readonly containers: number };
}

/** A run that was killed and resumed until it was through. */
export interface KilledRun {
  readonly store: string;
  readonly kills: readonly Kill[];
  /** Requests of each process, one more than there were kills. */
  readonly requests: readonly (readonly LoggedRequest[])[];
  /** Targets whose event never came. */
  readonly missed: readonly Target[];
  /** Of the last process. */
  readonly exitCode: number | null;
  /** Containers of the run that are there after its end. */
  readonly left: readonly string[];
}

/** Targets that a run leaves to a later one. */
export function unmet({ missed, kills }: KilledRun): Target[] {
  return [...missed, ...kills.flatMap((kill) => (kill.counts ? [] : [kill.target]))];
}

/** Kills the CLI at each target's event, copies the store, and resumes it by the same command. */
export async function killedRun(
  scene: Scene,
  targets: readonly Target[],
  tell: (kill: Kill) => void,
): Promise<KilledRun> {
  const { run, store, serverLog } = scene;
  const { pending, fires } = trigger(targets);
  const kills: Kill[] = [];
  const requests: LoggedRequest[][] = [];
  let before = (await requestsOf(serverLog, run)).length;
  for (;;) {
    let target: Target | null = null;
    const ended = await playUntil(scene, (event) => {
      target = fires(event);
      return target !== null;
    });
    if (ended.kind === 'exited' || target === null) {
      requests.push((await requestsOf(serverLog, run)).slice(before));
      const exitCode = ended.kind === 'exited' ? ended.code : null;
      return { store, kills, requests, missed: [...pending], exitCode, left: await containersOf(run) };
    }
    const copy = `${store}.${kills.length + 1}`;
    await copyStore(store, copy);
    const containers = await containersOf(run);
    // What the killed process had sent may have reached the log only now.
    const all = await requestsOf(serverLog, run);
    const own = all.slice(before);
    before = all.length;
    requests.push(own);
    const items = lookInto(copy, openItems);
    const kill: Kill = {
      at: ended.at,
      target,
      copy,
      counts: items.some(
        ({ instanceId, stage }) => instanceId === ended.at.instanceId && stage === ended.at.phase,
      ),
      inFlight: {
        items: items.map(({ instanceId, stage, sample }) => `${instanceId} ${stage} ${sample}`),
        requests: own.filter(({ answered }) => !answered).length,
        containers: containers.length,
      },
    };
    kills.push(kill);
    tell(kill);
  }
}
