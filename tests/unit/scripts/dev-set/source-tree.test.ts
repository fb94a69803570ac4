import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSourceTree } from '../../../../scripts/dev-set/source-tree.ts';

const GOLD = 'diff --git a/code.py b/code.py\n--- a/code.py\n+++ b/code.py\n@@ -1 +1 @@\n-old\n+new\n';
const TESTS =
  'diff --git a/test.py b/test.py\nnew file mode 100644\n--- /dev/null\n+++ b/test.py\n@@ -0,0 +1 @@\n+check\n';

const RELEASE = { package: 'name', version: '1.0', undo: [] };

let folder: string;
let sdist: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'troop-tree-'));
  const root = join(folder, 'name-1.0');
  mkdirSync(root);
  writeFileSync(join(root, 'code.py'), 'new\n');
  writeFileSync(join(root, 'test.py'), 'check\n');
  writeFileSync(join(root, '.gitignore'), 'built.py\n');
  writeFileSync(join(root, 'built.py'), 'x\n');
  sdist = join(folder, 'name-1.0.tar.gz');
  execFileSync('tar', ['-czf', sdist, '--owner=4711', '--group=4711', '-C', folder, 'name-1.0']);
});
afterAll(() => rmSync(folder, { recursive: true }));

function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: directory, encoding: 'utf8' });
}

describe('a source tree', () => {
  test('has the same commit id each time, whatever git is set to here', async () => {
    const first = await makeSourceTree(RELEASE, sdist, join(folder, 'one'));
    const settings = join(folder, 'gitconfig');
    writeFileSync(settings, '[user]\n name = x\n[core]\n autocrlf = true\n');
    const before = process.env.GIT_CONFIG_GLOBAL;
    process.env.GIT_CONFIG_GLOBAL = settings;
    try {
      expect(await makeSourceTree(RELEASE, sdist, join(folder, 'two'))).toBe(first);
    } finally {
      if (before === undefined) delete process.env.GIT_CONFIG_GLOBAL;
      else process.env.GIT_CONFIG_GLOBAL = before;
    }
  });

  test('holds every file of the release, ignored ones too', async () => {
    const directory = join(folder, 'all');
    await makeSourceTree(RELEASE, sdist, directory);
    expect(git(directory, 'ls-files').trim().split('\n')).toEqual([
      '.gitignore',
      'built.py',
      'code.py',
      'test.py',
    ]);
    expect(git(directory, 'status', '--porcelain')).toBe('');
  });

  test('of a release that holds the fix has neither fix nor hidden tests, nor a history of them', async () => {
    const directory = join(folder, 'reversed');
    await makeSourceTree({ ...RELEASE, undo: [GOLD, TESTS] }, sdist, directory);
    expect(git(directory, 'show', 'HEAD:code.py')).toBe('old\n');
    expect(git(directory, 'ls-files')).not.toContain('test.py');
    expect(git(directory, 'log', '--all', '-p')).not.toMatch(/^\+(new|check)$/m);
  });

  test('shows nothing of itself to `git show`', async () => {
    const directory = join(folder, 'shown');
    await makeSourceTree(RELEASE, sdist, directory);
    expect(git(directory, 'show')).not.toContain('diff --git');
  });
});
