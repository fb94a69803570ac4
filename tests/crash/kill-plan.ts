import { createHash } from 'node:crypto';
import type { Stage } from '../../domain/records.ts';
import { type CrashEvent, EVENT_KINDS, type EventKind, PHASES, placeOf } from './events.ts';

/** The event of a run at which the CLI is to be killed. */
export interface Target {
  readonly instanceId: string;
  readonly phase: Stage;
  readonly kind: EventKind;
  /** From 1, among the events of this kind that the run shows in this place. */
  readonly nth: number;
}

/** How many events of each kind an uninterrupted run showed, by place. */
export type Census = ReadonlyMap<string, Readonly<Record<EventKind, number>>>;

export type Random = () => number;

/** On average; one at most in each phase of each issue. */
const KILLS_A_RUN = 10;

/** Numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): Random {
  let drawn = 0;
  return () => {
    drawn += 1;
    const bits = createHash('sha256').update(`${seed}/${drawn}`).digest().readUIntBE(0, 6);
    return bits / 2 ** 48;
  };
}

export function censusOf(events: readonly CrashEvent[]): Census {
  const census = new Map<string, Record<EventKind, number>>();
  for (const event of events) {
    const counts = census.get(placeOf(event)) ?? { request: 0, container: 0, row: 0 };
    counts[event.kind] += 1;
    census.set(placeOf(event), counts);
  }
  return census;
}

/** Spreads kills evenly over the phases and over as many runs as they need; returns each run's targets. */
export function planKills(kills: number, instances: readonly string[], census: Census, random: Random) {
  const runs: Target[][] = Array.from({ length: Math.ceil(kills / KILLS_A_RUN) }, () => []);
  const shares = shuffled(PHASES, random).map((phase, index) => ({
    phase,
    kills: Math.floor(kills / PHASES.length) + Number(index < kills % PHASES.length),
  }));
  for (const share of shares) {
    const places = runs.flatMap((targets) => instances.map((instanceId) => ({ targets, instanceId })));
    for (const { targets, instanceId } of shuffled(places, random).slice(0, share.kills)) {
      targets.push(drawTarget({ instanceId, phase: share.phase }, census, random));
    }
  }
  return runs;
}

/** An event of a place: first its kind, so that the few requests and containers are met as often as the many rows. */
export function drawTarget(
  { instanceId, phase }: Pick<Target, 'instanceId' | 'phase'>,
  census: Census,
  random: Random,
): Target {
  const counts = census.get(placeOf({ instanceId, phase }));
  const kinds = EVENT_KINDS.filter((kind) => (counts?.[kind] ?? 0) > 0);
  const kind = kinds[Math.floor(random() * kinds.length)];
  if (!counts || kind === undefined)
    throw new Error(`the uninterrupted run showed no event in ${phase} of ${instanceId}`);
  return { instanceId, phase, kind, nth: 1 + Math.floor(random() * counts[kind]) };
}

/** Where a weakened variant is killed: in each phase that asks, at a request with others before it. */
export function controlTargets(instanceId: string, census: Census): Target[] {
  const requests = (phase: Stage) => census.get(placeOf({ instanceId, phase }))?.request ?? 0;
  return [
    { instanceId, phase: 'context', kind: 'request', nth: Math.ceil(requests('context') / 2) },
    { instanceId, phase: 'sample', kind: 'request', nth: Math.ceil(requests('sample') / 2) },
    { instanceId, phase: 'select', kind: 'request', nth: requests('select') },
  ];
}

/** Fires once for each target: at the event that it names. Counts go on over the restarts of one run. */
export function trigger(targets: readonly Target[]) {
  const counts = new Map<string, number>();
  const pending = new Set(targets);
  return {
    /** Targets whose event has not come (yet). */
    pending,
    fires(event: CrashEvent): Target | null {
      const key = `${placeOf(event)}/${event.kind}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const target = [...pending].find(
        ({ kind, nth, ...place }) =>
          kind === event.kind && nth === count && placeOf(place) === placeOf(event),
      );
      if (!target) return null;
      pending.delete(target);
      return target;
    },
  };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
