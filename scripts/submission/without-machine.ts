import { homedir, tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Issue } from '../../domain/issue.ts';
import type { Run } from '../../domain/records.ts';
import type { Environment } from '../compose.ts';

export interface Machine {
  readonly environment: Environment;
  readonly store: string;
  readonly run: Run;
  readonly issues: readonly Issue[];
}

const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASSWORD)$/i;
/** Shorter values are words that stand elsewhere too. */
const SECRET_CHARS = 8;

/**
 * Takes a text's places on this machine and the keys of its environment out of it: what is handed in tells neither who
 * made it nor where. Patches are not treated, since they would no longer apply.
 */
export function withoutMachine(machine: Machine): (text: string) => string {
  const replacements = [...secretsOf(machine.environment), ...placesOf(machine)].map(
    ([text, name]) => [patternOf(text), name] as const,
  );
  return (text) => replacements.reduce((left, [pattern, name]) => left.replace(pattern, () => name), text);
}

function secretsOf(environment: Environment): [string, string][] {
  return Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.length >= SECRET_CHARS ? [[value, '<key>']] : [],
  );
}

/** The longest first, so that a file is named rather than the folder that it lies in. */
function placesOf({ environment, store, run, issues }: Machine): [string, string][] {
  const file = resolve(store);
  const places: [string, string][] = [
    ...issues.flatMap(({ repository }): [string, string][] =>
      repository.startsWith('/') ? [[repository, '<repository>']] : [],
    ),
    ...(run.dataset === null ? [] : pair(run.dataset, '<dataset>')),
    ...pair(file, '<store>'),
    [process.cwd(), '<folder>'],
    ...ownPlaces(run, environment),
  ];
  return places.filter(([path]) => path.length > 1).sort(([a], [b]) => b.length - a.length);
}

function pair(file: string, name: string): [string, string][] {
  return [
    [file, name],
    [dirname(file), '<folder>'],
  ];
}

/** In Docker, `/root` and `/tmp` are the container's own; in the process sandbox they are this machine's. */
function ownPlaces({ config }: Run, environment: Environment): [string, string][] {
  const isIsolated = config.sandbox === 'docker';
  const homes = [homedir(), environment.HOME ?? ''].filter((home) => !isIsolated || home !== '/root');
  return [
    ...homes.map((home): [string, string] => [home, '<home>']),
    ...(isIsolated ? [] : ([[tmpdir(), '<tmp>']] satisfies [string, string][])),
  ];
}

/** Whole names only, also as they stand in JSON. */
function patternOf(text: string): RegExp {
  const forms = [...new Set([text, JSON.stringify(text).slice(1, -1)])];
  const escaped = forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w.~-])(?:${escaped.join('|')})(?![\\w-])`, 'g');
}
