import type { Findings } from './crash-test.ts';
import { EVENT_KINDS, PHASES } from './events.ts';
import type { Expected, Faults } from './judge.ts';
import type { Census, Target } from './kill-plan.ts';
import type { Kill, KilledRun } from './killed-run.ts';

const LEAST_KILLS_A_PHASE = 4;
const CONTROLS = 2;
const MOST_EXAMPLES = 3;

/** The last line, and whether it is a good one for as many kills as were wanted. */
export function verdictOf({ kills, faults, caught }: Findings, wanted: number) {
  const least = Math.max(1, Math.min(LEAST_KILLS_A_PHASE, Math.floor(wanted / PHASES.length)));
  const phases = PHASES.filter(
    (phase) => kills.filter(({ target }) => target.phase === phase).length >= least,
  ).length;
  const sum = (kind: keyof Faults) => faults.reduce((total, found) => total + found[kind].length, 0);
  const [lost, doubled, left] = [sum('lost'), sum('doubled'), sum('left')];
  const enough = kills.length >= wanted && phases === Math.min(PHASES.length, wanted);
  return {
    line: `kills ${kills.length} phases ${phases} lost ${lost} doubled ${doubled} left ${left} control ${caught}`,
    passed: enough && lost + doubled + left === 0 && caught === CONTROLS,
  };
}

/** What a run comes to that nobody kills, and how many events it shows. */
export function uninterruptedLines({ outcomes }: Expected, census: Census): string[] {
  const places = [...census.values()];
  const counts = EVENT_KINDS.map(
    (kind) => `${places.reduce((sum, place) => sum + place[kind], 0)} ${kind} events`,
  );
  const issues = [...outcomes].map(([instanceId, { ranking, voters, verdict }]) => {
    const votes = ranking.map(([, count]) => count).join(', ');
    return `${instanceId} is ${verdict}; votes ${votes} of ${voters.length}`;
  });
  return [counts.join(', '), ...issues].map((line) => `uninterrupted: ${line}`);
}

export function killLine({ at, counts, inFlight }: Kill): string {
  const { items, requests, containers } = inFlight;
  const place = counts ? `in ${at.phase} of ${at.instanceId}` : `between two phases of ${at.instanceId}`;
  const flying = `in flight ${requests} requests, ${containers} containers`;
  return `killed ${place}, at ${at.kind} ${at.what}; open ${items.join(', ') || 'nothing'}; ${flying}`;
}

export function targetLine({ kind, nth, phase, instanceId }: Target): string {
  return `${kind} ${nth} in ${phase} of ${instanceId}`;
}

/** The counts of a run, and examples of what is behind them. */
export function faultLines({ exitCode }: KilledRun, found: Faults): string[] {
  const { lost, doubled, left } = found;
  const counts = `lost ${lost.length} doubled ${doubled.length} left ${left.length}`;
  const examples = Object.entries(found).flatMap(([kind, lines]: [string, readonly string[]]) =>
    lines.slice(0, MOST_EXAMPLES).map((line) => `${kind}: ${line}`),
  );
  return [`ended with status ${exitCode}; ${counts}`, ...examples];
}
