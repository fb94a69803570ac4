import { expect, test } from 'vitest';
import { type CrashEvent, PHASES, placeOf } from './events.ts';
import { type Census, censusOf, planKills, seeded, type Target, trigger } from './kill-plan.ts';
import { type Kill, unmet } from './killed-run.ts';
import { verdictOf } from './report.ts';

const INSTANCES = ['a', 'b'];
const CENSUS: Census = new Map(
  INSTANCES.flatMap((instanceId) =>
    PHASES.map((phase) => [placeOf({ instanceId, phase }), { request: 3, container: 0, row: 40 }] as const),
  ),
);

function row(instanceId: string, phase: CrashEvent['phase']): CrashEvent {
  return { kind: 'row', instanceId, phase, what: '' };
}

test.each([
  [30, 3],
  [31, 4],
  [60, 6],
])('%i kills are spread over the phases and %i runs', (kills, runs) => {
  const plan = planKills(kills, INSTANCES, CENSUS, seeded(5));
  expect(plan).toHaveLength(runs);
  const counts = PHASES.map((phase) => plan.flat().filter((target) => target.phase === phase).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(kills);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  for (const targets of plan) expect(new Set(targets.map(placeOf)).size).toBe(targets.length);
});

test('a target is an event that the census has, and requests are drawn as often as rows', () => {
  const targets = planKills(600, INSTANCES, CENSUS, seeded(5)).flat();
  for (const { kind, nth } of targets) {
    expect(kind).not.toBe('container');
    expect(nth).toBeGreaterThanOrEqual(1);
    expect(nth).toBeLessThanOrEqual(kind === 'request' ? 3 : 40);
  }
  const requests = targets.filter(({ kind }) => kind === 'request').length;
  expect(requests).toBeGreaterThan(240);
  expect(requests).toBeLessThan(360);
});

test('the same seed makes the same plan, another seed another', () => {
  const plan = (seed: number) => JSON.stringify(planKills(30, INSTANCES, CENSUS, seeded(seed)));
  expect(plan(5)).toBe(plan(5));
  expect(plan(5)).not.toBe(plan(6));
});

test('a census counts events by place and kind', () => {
  const events = [row('a', 'vote'), row('a', 'vote'), { ...row('a', 'vote'), kind: 'request' as const }];
  expect(censusOf(events)).toEqual(new Map([['a/vote', { request: 1, container: 0, row: 2 }]]));
});

test('a trigger fires once, at the event that its target names', () => {
  const target: Target = { instanceId: 'a', phase: 'vote', kind: 'row', nth: 2 };
  const { fires, pending } = trigger([target]);
  expect(fires(row('a', 'vote'))).toBeNull();
  expect(fires(row('b', 'vote'))).toBeNull();
  expect(fires({ ...row('a', 'vote'), kind: 'request' })).toBeNull();
  expect([...pending]).toEqual([target]);
  expect(fires(row('a', 'vote'))).toBe(target);
  expect(fires(row('a', 'vote'))).toBeNull();
  expect(pending.size).toBe(0);
});

test('an event that never came and a kill between two phases are left to a later run', () => {
  const [missed, between] = [killIn('vote'), { ...killIn('grade'), counts: false }];
  const run = { store: '', kills: [killIn('sample'), between], requests: [], exitCode: 0, left: [] };
  expect(unmet({ ...run, missed: [missed.target] })).toEqual([missed.target, between.target]);
});

test('the last line counts kills, phases and faults, and says whether that is enough', () => {
  const clean = { lost: [], doubled: [], left: [] };
  const kills = PHASES.flatMap((phase) => Array.from({ length: 5 }, () => killIn(phase)));
  expect(verdictOf({ kills, faults: [clean, clean], caught: 2 }, 30)).toEqual({
    line: 'kills 30 phases 6 lost 0 doubled 0 left 0 control 2',
    passed: true,
  });
  const passed = (change: Partial<Parameters<typeof verdictOf>[0]>, wanted = 30) =>
    verdictOf({ kills, faults: [clean], caught: 2, ...change }, wanted).passed;
  expect(passed({ caught: 1 })).toBe(false);
  expect(passed({}, 31)).toBe(false);
  expect(passed({ kills: kills.filter(({ target }) => target.phase !== 'vote') }, 25)).toBe(false);
  for (const kind of ['lost', 'doubled', 'left']) {
    expect(passed({ faults: [clean, { ...clean, [kind]: ['x'] }] })).toBe(false);
  }
});

function killIn(phase: Target['phase']): Kill {
  const target: Target = { instanceId: 'a', phase, kind: 'row', nth: 1 };
  const inFlight = { items: [], requests: 0, containers: 0 };
  return { at: row('a', phase), target, copy: '', counts: true, inFlight };
}
