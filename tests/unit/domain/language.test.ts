import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  findLanguage,
  guessLanguage,
  languageOf,
  runCommandOf,
  scriptNameOf,
} from '../../../domain/language.ts';
import { LANGUAGES } from '../../../domain/language-table.ts';

const run = promisify(execFile);

test.each([
  ['python', 'troop_check.py'],
  ['JavaScript', 'troop_check.cjs'],
  ['js', 'troop_check.cjs'],
  ['golang', 'troop_check.go'],
  ['klingon', 'troop_check.sh'],
])('a test script of %s is %s', (language, name) => {
  expect(scriptNameOf(language)).toBe(name);
});

test('a language that nobody here knows has shell scripts', () => {
  expect(findLanguage('klingon')).toBeUndefined();
  expect(languageOf('klingon').name).toBe('shell');
  expect(runCommandOf('klingon')).toContain('bash {script}');
});

test.each(LANGUAGES.map((language) => [language.name, language] as const))(
  'the run command of %s is bash that names the script, and what it needs is said',
  async (_, { runCommand, scriptEnding, needs }) => {
    expect(runCommand).toContain('{script}');
    expect(needs).not.toBe('');
    const text = runCommand.replaceAll('{script}', `troop_check.${scriptEnding}`);
    await expect(run('bash', ['-n', '-c', text])).resolves.toMatchObject({ stderr: '' });
  },
);

test('no two languages write test scripts of one file name', () => {
  const endings = LANGUAGES.map(({ scriptEnding }) => scriptEnding);
  expect(new Set(endings).size).toBe(endings.length);
});

describe("a run command leaves with the script's own status, and with 1 where the script cannot be read", () => {
  /** Those of which every machine that runs these tests has the interpreter. */
  const SCRIPTS = {
    python: ['raise SystemExit(%)', 'def ('],
    javascript: ['process.exit(%)', 'function ('],
    shell: ['exit %', 'if then'],
  } as const;

  async function statusOf(language: string, text: string): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), 'troop-language-'));
    try {
      const name = scriptNameOf(language);
      await writeFile(join(folder, name), text);
      const command = runCommandOf(language).replaceAll('{script}', name);
      return await run('bash', ['-c', command], {
        cwd: folder,
        env: { ...process.env, TMPDIR: folder },
      }).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test.each(Object.entries(SCRIPTS))('%s', async (language, [exit, unreadable]) => {
    for (const status of [0, 2, 3])
      expect(await statusOf(language, exit.replace('%', `${status}`))).toBe(status);
    expect(await statusOf(language, unreadable)).toBe(1);
  });
});

describe('the guessed language', () => {
  const guess = (...paths: string[]) => {
    const { language, files, of } = guessLanguage(paths);
    return `${language.name} ${files}/${of}`;
  };

  test('is that of most source files, tests and vendored files left out', () => {
    const vendored = ['node_modules/a/a.js', 'node_modules/b/b.js', 'tests/c.js'];
    expect(guess('setup.py', 'pkg/a.py', 'tools/build.js', 'README.md', ...vendored)).toBe('python 2/3');
  });

  test('tells C from C++ by the files that only one of them has', () => {
    expect(guess('a.c', 'a.h', 'b.h')).toBe('c 3/3');
    expect(guess('a.cc', 'b.cc', 'a.h', 'c.c')).toBe('c++ 3/4');
  });

  test('is the shell where there is no source file at all', () => {
    expect(guess('README.md', 'Makefile')).toBe('shell 0/0');
  });
});
