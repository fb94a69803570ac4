import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sourceTree } from '../../../pipeline/source-tree.ts';
import { tokensOf } from '../../../pipeline/tokens.ts';

const FILES = ['setup.py', 'lib/a.py', 'lib/b.py', 'lib/deep/c.py', 'other/d.py'].map((path, place) => ({
  path,
  tokens: 10 * place,
}));
const ORDER = ['lib/b.py', 'lib/deep/c.py', 'setup.py', 'other/d.py', 'lib/a.py'];

test('a small tree is whole: each folder, then its files with their tokens', async () => {
  const { text, listed } = await sourceTree(FILES, ORDER, 1_000);
  expect(text).toBe('./\n  setup.py 0\nlib/\n  a.py 10\n  b.py 20\nlib/deep/\n  c.py 30\nother/\n  d.py 40');
  expect([...listed].sort()).toEqual([...ORDER].sort());
});

test('of a tree that is too large the first in order are listed, and the rest is counted', async () => {
  const { text, listed } = await sourceTree(FILES, ORDER, 70);
  expect(text).toBe('lib/\n  b.py 20\n  ... 1 more\nlib/deep/\n  c.py 30\n  ... 2 more in other folders');
  expect(listed).toEqual(['lib/b.py', 'lib/deep/c.py']);
});

const path = fc.stringMatching(/^([a-z_]{1,9}\/){0,4}[a-z_]{1,12}\.py$/);

test('no tree passes its limit, and none leaves out a file that has room', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 40, max: 900 }),
      async (paths, limit) => {
        const files = paths.map((one) => ({ path: one, tokens: one.length * 100 }));
        const { text, listed } = await sourceTree(files, paths, limit);
        expect(tokensOf(text)).toBeLessThanOrEqual(limit);
        expect([...listed].sort()).toEqual(paths.slice(0, listed.length).sort());
        const left = paths.length - listed.length;
        const told = [...text.matchAll(/\.\.\. (\d+) more/g)].reduce((sum, [, n]) => sum + Number(n), 0);
        expect(told).toBe(left);
      },
    ),
  );
});
