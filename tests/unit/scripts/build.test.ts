import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { build, isBuilt } from '../../../scripts/build.mjs';

const run = promisify(execFile);

const TREE: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'package-lock.json': '{}',
  'tsconfig.json': '{}',
  'scripts/cli.ts': `#!/usr/bin/env node
    import { word } from '../domain/word.ts';
    console.log(word, globalThis.loaded);
    if (process.argv[2] === 'lazy') console.log((await import('../pipeline/lazy.ts')).lazy);
    if (process.argv[2] === 'fail') throw new Error('from the source');`,
  'scripts/demo.ts': "import { word } from '../domain/word.ts';\nconsole.log('demo', word);",
  'domain/word.ts': "export const word: string = 'hello';",
  'pipeline/lazy.ts': "Object.assign(globalThis, { loaded: true });\nexport const lazy = 'late';",
  'agents/a.ts': '',
  'db/a.ts': '',
  'sandbox/a.ts': '',
};

let root: string;

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  root = mkdtempSync(join(tmpdir(), 'troop-build-'));
  for (const [path, text] of Object.entries(TREE)) write(path, text);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function start(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: root });
  return stdout.trim();
}

describe('a build', () => {
  test('makes programs that run, and loads lazily what is imported lazily', async () => {
    await build(root);
    expect(await start('dist/cli.js')).toBe('hello undefined');
    expect(await start('dist/cli.js', 'lazy')).toBe('hello undefined\nlate');
    expect(await start('dist/demo.js')).toBe('demo hello');
  });

  test('keeps a first line that names the interpreter, and makes the file executable', async () => {
    await build(root);
    const { stdout } = await run(join(root, 'dist', 'cli.js'));
    expect(stdout.trim()).toBe('hello undefined');
  });

  test('maps errors back to the sources', async () => {
    await build(root);
    await expect(start('--enable-source-maps', 'dist/cli.js', 'fail')).rejects.toThrow(/scripts\/cli\.ts:5/);
  });

  test('of a variant has an entry and a folder of its own', async () => {
    write('tests/weak.ts', "import { word } from '../domain/word.ts';\nconsole.log('weak', word);");
    await build(root, { entries: ['tests/weak.ts'], outdir: 'dist/weak' });
    expect(await start('dist/weak/weak.js')).toBe('weak hello');
    expect(await isBuilt(root)).toBe(false);
  });

  test('of broken sources names the place', async () => {
    write('domain/word.ts', 'export const word = ;');
    await expect(build(root)).rejects.toThrow(/domain\/word\.ts:1/);
    expect(await isBuilt(root)).toBe(false);
  });

  test('leaves the chunks of the last one to those who run from it, for a day', async () => {
    await build(root);
    const old = readdirSync(join(root, 'dist', 'chunks'));
    write('pipeline/lazy.ts', "export const lazy = 'new';");
    await build(root);
    expect(readdirSync(join(root, 'dist', 'chunks'))).toEqual(expect.arrayContaining(old));
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const name of old) utimesSync(join(root, 'dist', 'chunks', name), twoDaysAgo, twoDaysAgo);
    await build(root);
    expect(
      old.filter((name) => name.includes('lazy') && existsSync(join(root, 'dist', 'chunks', name))),
    ).toEqual([]);
    expect(await start('dist/cli.js', 'lazy')).toBe('hello undefined\nnew');
  });
});

describe('a built program', () => {
  test('stays up to date until a source is changed, added or removed', async () => {
    expect(await isBuilt(root)).toBe(false);
    await build(root);
    expect(await isBuilt(root)).toBe(true);
    for (const change of [
      () => write('domain/word.ts', "export const word: string = 'goodbye';"),
      () => write('domain/other.ts', ''),
      () => rmSync(join(root, 'domain/other.ts')),
    ]) {
      change();
      expect(await isBuilt(root)).toBe(false);
      await build(root);
      expect(await isBuilt(root)).toBe(true);
    }
    expect(await start('dist/cli.js')).toBe('goodbye undefined');
    expect(readFileSync(join(root, 'dist', 'cli.js'), 'utf8')).toContain('sourceMappingURL');
  });
});
