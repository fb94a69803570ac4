import type { CrashEvent } from './events.ts';
import { type Expected, expectedOf, type Faults, faultCount, judge } from './judge.ts';
import { type Census, censusOf, controlTargets, drawTarget, planKills, seeded } from './kill-plan.ts';
import { type Kill, killedRun, unmet } from './killed-run.ts';
import { INSTANCES } from './make-subject.ts';
import { outcomesOf } from './outcomes.ts';
import { playUntil } from './play-until.ts';
import { faultLines, killLine, targetLine, uninterruptedLines } from './report.ts';
import { requestsOf } from './server-log.ts';
import type { Theatre } from './set-up.ts';
import { lookInto } from './stored-rows.ts';

/** Runs beyond those planned, for events that did not come and kills that fell between two phases. */
const MOST_EXTRA_RUNS = 4;

const VARIANTS = ['forgetful', 'keyless'] as const;

/** What a weakened variant does wrong shows only where a kill falls between two of its steps, which is up to chance. */
const MOST_TRIES = 3;

export interface CrashTest {
  readonly theatre: Theatre;
  readonly seed: number;
  readonly kills: number;
  readonly tell: (line: string) => void;
}

export interface Findings {
  /** Kills that fell into a phase. */
  readonly kills: readonly Kill[];
  /** Of each run that was killed. */
  readonly faults: readonly Faults[];
  /** Weakened variants that were found out. */
  readonly caught: number;
}

/**
 * Kills the CLI at seeded events of runs, resumes it until they are through, and looks for what was lost, doubled or
 * left. Two weakened variants of the CLI have to be found out by the same judges.
 */
export async function crashTest(test: CrashTest): Promise<Findings> {
  const { theatre, seed, tell } = test;
  tell(`seed ${seed}`);
  const { expected, census } = await uninterruptedRun(theatre);
  for (const line of uninterruptedLines(expected, census)) tell(line);
  const { kills, faults } = await killedRuns(test, expected, census);
  let caught = 0;
  for (const variant of VARIANTS) {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
      if (!(await isCaught(variant, attempt, test, expected, census))) continue;
      caught += 1;
      break;
    }
  }
  return { kills, faults, caught };
}

/** One run that nobody kills: what it asks and comes to, and which events it shows where. */
async function uninterruptedRun(theatre: Theatre) {
  const scene = theatre.scene('whole', 'cli', INSTANCES);
  const events: CrashEvent[] = [];
  const ended = await playUntil(scene, (event) => {
    events.push(event);
    return false;
  });
  if (ended.kind !== 'exited' || ended.code !== 0)
    throw new Error(`the uninterrupted run failed; see ${scene.output}`);
  const outcomes = lookInto(scene.store, outcomesOf);
  const graded = INSTANCES.filter((instanceId) => outcomes.get(instanceId)?.verdict);
  if (graded.length < INSTANCES.length)
    throw new Error(`the uninterrupted run graded ${graded.join(', ') || 'nothing'}; see ${scene.output}`);
  const expected: Expected = { requests: await requestsOf(scene.serverLog, scene.run), outcomes };
  return { expected, census: censusOf(events) };
}

async function killedRuns(
  { theatre, seed, kills: wanted, tell }: CrashTest,
  expected: Expected,
  census: Census,
): Promise<Pick<Findings, 'kills' | 'faults'>> {
  const random = seeded(seed);
  const plan = planKills(wanted, INSTANCES, census, random);
  const mostRuns = plan.length + MOST_EXTRA_RUNS;
  const kills: Kill[] = [];
  const faults: Faults[] = [];
  // Grows while it is gone through.
  for (const [index, targets] of plan.entries()) {
    if (index >= mostRuns) break;
    const name = `run ${index + 1}`;
    const scene = theatre.scene(String(index + 1), 'cli', INSTANCES);
    const run = await killedRun(scene, targets, (kill) => tell(`${name}: ${killLine(kill)}`));
    const found = judge(run, expected);
    for (const line of faultLines(run, found)) tell(`${name}: ${line}`);
    kills.push(...run.kills.filter((kill) => kill.counts));
    faults.push(found);
    const again = unmet(run);
    for (const target of again) tell(`${name}: chosen again, for it did not come: ${targetLine(target)}`);
    if (again.length > 0) plan.push(again.map((target) => drawTarget(target, census, random)));
  }
  return { kills, faults };
}

async function isCaught(
  variant: (typeof VARIANTS)[number],
  attempt: number,
  { theatre, tell }: CrashTest,
  expected: Expected,
  census: Census,
): Promise<boolean> {
  const instances = INSTANCES.slice(0, 1);
  const scene = theatre.scene(`${variant}-${attempt}`, variant, instances);
  const targets = instances.flatMap((instanceId) => controlTargets(instanceId, census));
  const run = await killedRun(scene, targets, (kill) => tell(`${variant}: ${killLine(kill)}`));
  const found = judge(run, expectedOf(expected, instances));
  for (const line of faultLines(run, found)) tell(`${variant}: ${line}`);
  return faultCount(found) > 0;
}
