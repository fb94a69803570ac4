import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradeLog } from '../../pipeline/swebench/grade-log.ts';
import { officialPython } from '../../scripts/official/official-python.ts';
import { caught, type Graded, gradeByBoth } from './agree.ts';
import { NASTY_LOGS } from './nasty-logs.ts';
import { nastySubjects } from './nasty-subjects.ts';
import { weakGraders } from './weak-graders.ts';

/** Null where the package cannot be had here; in CI that is a failure. */
const python = await officialPython(console.warn).catch((error: unknown) => {
  if (process.env.CI) throw error;
  console.warn(`the official package cannot be installed: tests against it are skipped; ${error}`);
  return null;
});

test('there are at least twenty nasty logs, each named once', () => {
  expect(NASTY_LOGS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(NASTY_LOGS.map(({ name }) => name)).size).toBe(NASTY_LOGS.length);
});

describe.skipIf(python === null)('the official package and we', () => {
  let folder: string;
  let graded: Graded[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'troop-nasty-'));
    graded = await gradeByBoth(python ?? '', await nastySubjects(folder), gradeLog);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(NASTY_LOGS.map(({ name }) => name))('agree on %s', (name) => {
    expect(graded.find(({ subject }) => subject.key === name)?.differences).toEqual([]);
  });

  test('find out every weak grader on these logs', async () => {
    const found = await caught(weakGraders(gradeLog), graded);
    expect([...found].filter(([, log]) => log === null).map(([name]) => name)).toEqual([]);
  });

  test('do not find out the grader itself', async () => {
    const honest = [{ name: 'makes no mistake', grade: gradeLog }];
    expect([...(await caught(honest, graded)).values()]).toEqual([null]);
  });

  test('meet every kind of exception that the package raises on a log or a row', () => {
    const raised = graded.flatMap(({ official }) => ('raised' in official ? [official.raised.type] : []));
    expect([...new Set(raised)].sort()).toEqual([
      'IndexError',
      'JSONDecodeError',
      'KeyError',
      'ParseError',
      'UnicodeDecodeError',
      'ValueError',
    ]);
  });

  test('a process that cannot start is a failure of machinery', async () => {
    const [subject] = await nastySubjects(folder);
    if (!subject) throw new Error('no nasty log');
    const broken = join(folder, 'python');
    await writeFile(broken, '#!/bin/sh\necho no such module >&2\nexit 3\n', { mode: 0o755 });
    await expect(gradeByBoth(broken, [subject], gradeLog)).rejects.toThrow(/ended with 3\s+no such module/);
    await expect(gradeByBoth(join(folder, 'absent'), [subject], gradeLog)).rejects.toThrow('ENOENT');
  });
});
