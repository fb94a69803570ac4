import { setTimeout as wait } from 'node:timers/promises';
import { type CliOptions, startCli } from './cli-process.ts';
import { watchEngine } from './engine-sights.ts';
import type { CrashEvent, Sight } from './events.ts';
import { followLog, requestsIn } from './server-log.ts';
import { watchStore } from './store-sights.ts';

const LOOK_EVERY_MS = 3;
const LONGEST_MS = 180_000;

export interface Scene extends CliOptions {
  readonly run: string;
  readonly store: string;
  readonly serverLog: string;
}

export type Ended =
  | { readonly kind: 'exited'; readonly code: number | null }
  | { readonly kind: 'killed'; readonly at: CrashEvent };

/** Runs the CLI until it exits, or until `isFatal` says of an event that it be killed there. */
export async function playUntil(scene: Scene, isFatal: (event: CrashEvent) => boolean): Promise<Ended> {
  const { run, store, serverLog } = scene;
  const log = followLog(serverLog);
  log();
  const engine = await watchEngine(run);
  const rows = watchStore(store);
  const cli = startCli(scene);
  const until = Date.now() + LONGEST_MS;
  try {
    for (;;) {
      const ended = cli.hasEnded();
      // Rows first: they say which stage is open.
      const sights: Sight[] = [...rows.fresh(), ...requestsSeen(), ...engine.fresh()];
      for (const sight of sights) {
        const phase = rows.openStage(sight.instanceId);
        if (phase === null) continue;
        const event = { ...sight, phase };
        if (!isFatal(event) || cli.hasEnded()) continue;
        await cli.kill();
        return { kind: 'killed', at: event };
      }
      if (ended) return { kind: 'exited', code: cli.exitCode() };
      if (Date.now() > until)
        throw new Error(`run ${run} did not end in ${LONGEST_MS / 1000} s; see ${scene.output}`);
      await wait(LOOK_EVERY_MS);
    }
  } finally {
    await cli.kill();
    engine.close();
    rows.close();
  }

  function requestsSeen(): Sight[] {
    return requestsIn(log())
      .filter((request) => request.run === run)
      .map(({ instanceId, call }) => ({ kind: 'request', instanceId, what: call }));
  }
}
