import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './source-tree.ts';

const MOST_LINES = 250;

/** Long by nature: prompts, tables of log lines, and the schema, whose tables refer to each other. */
const MAY_BE_LONG = [/^agents\/prompts\//, /\/log-parsers\//, /^db\/schema\.ts$/];

const BANNED = /(^|[-.])(utils?|helpers?|manager|service|handler|data|info|common|misc)([-.]|$)/;

/** Hosts of package registries and their mirrors: where packages come from is the machine's business. */
const REGISTRIES = [
  /\b(?:registry|deb|files|index|static|proxy|repo\d?)\.[a-z]+\.(?:org|com|io|dev)\b/,
  /\b(?:pypi|crates)\.(?:org|io)\b/,
  /"resolved": "\w+:/,
];

/** Where this machine keeps its user and this checkout: of no meaning on any other. */
const MACHINE_PATHS = [homedir(), ROOT].map((path) => `${path}/`).filter((path) => path.length > 4);

/** This file, which has to name what it looks for, recordings, whose text is not ours, and what lies in an image. */
const MAY_NAME_PLACES = [/^tests\/house\/tidiness\.test\.ts$/, /\/tapes\//, /^scripts\/dev-set\/layout\//];

interface File {
  readonly path: string;
  readonly text: string;
}

function trackedFiles(): File[] {
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return paths
    .filter((path) => path !== '')
    .flatMap((path) => {
      const text = readText(path);
      return text === null ? [] : [{ path, text }];
    });
}

/** Null where the file was deleted and that is not committed yet. */
function readText(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

function tooLong(files: readonly File[]): string[] {
  return files
    .filter(({ path }) => /\.(ts|tsx|mjs)$/.test(path) && !MAY_BE_LONG.some((pattern) => pattern.test(path)))
    .filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES)
    .map(({ path }) => path);
}

function badlyNamed(files: readonly File[]): string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .filter((path) => {
      const name = path.split('/').at(-1) ?? '';
      return BANNED.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name);
    });
}

function placesNamed(files: readonly File[]): string[] {
  return files
    .filter(({ path }) => !MAY_NAME_PLACES.some((pattern) => pattern.test(path)))
    .flatMap(({ path, text }) =>
      [
        ...REGISTRIES.flatMap((pattern) => pattern.exec(text)?.[0] ?? []),
        ...MACHINE_PATHS.filter((place) => text.includes(place)),
      ].map((place) => `${path}: ${place}`),
    );
}

describe('every tracked file', () => {
  const files = trackedFiles();

  test(`of source has at most ${MOST_LINES} lines`, () => {
    expect(tooLong(files)).toEqual([]);
  });

  test('is named after what it holds, in kebab case', () => {
    expect(badlyNamed(files)).toEqual([]);
  });

  test('names no package registry and no path of a machine', () => {
    expect(placesNamed(files)).toEqual([]);
  });
});

describe('control', () => {
  test('a file of 251 lines is caught, one of 250 is not', () => {
    const files = [250, 251].map((lines) => ({ path: `pipeline/n${lines}.ts`, text: 'x\n'.repeat(lines) }));
    expect(tooLong(files)).toEqual(['pipeline/n251.ts']);
  });

  test('banned words and other cases are caught, words that only contain them are not', () => {
    const names = [
      'utils.ts',
      'git-helper.ts',
      'RunStore.ts',
      'run_store.ts',
      'dataset.ts',
      'information.ts',
    ];
    expect(badlyNamed(names.map((name) => ({ path: `pipeline/${name}`, text: '' })))).toEqual([
      'pipeline/utils.ts',
      'pipeline/git-helper.ts',
      'pipeline/RunStore.ts',
      'pipeline/run_store.ts',
    ]);
  });

  test.each(['"resolved": "file:x"', `see ${homedir()}/x`, 'from registry.example.org', `${ROOT}/troop.db`])(
    '"%s" is caught',
    (text) => {
      expect(placesNamed([{ path: 'a.md', text }])).not.toEqual([]);
    },
  );
});
