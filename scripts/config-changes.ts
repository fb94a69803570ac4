import type { Config } from '../domain/config.ts';

/** What differs between two settings, a line each: `samples 10 -> 5`. */
export function configChanges(before: Config, after: Config): string[] {
  const old = new Map(leavesOf(before, ''));
  const next = new Map(leavesOf(after, ''));
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter((path) => old.get(path) !== next.get(path))
    .map((path) => `${path} ${old.get(path) ?? 'unset'} -> ${next.get(path) ?? 'unset'}`);
}

/** Path and JSON of everything that is no object of settings itself. */
function leavesOf(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, JSON.stringify(value) ?? 'unset']];
  }
  return Object.entries(value).flatMap(([name, part]) =>
    part === undefined ? [] : leavesOf(part, path === '' ? name : `${path}.${name}`),
  );
}
