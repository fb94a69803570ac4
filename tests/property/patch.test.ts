import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdit } from '../../domain/apply-edit.ts';
import type { Block } from '../../domain/edit.ts';
import { makePatch, patchedPaths, patchIdentity, type Tree } from '../../domain/patch.ts';
import { splitLines } from '../../domain/text-lines.ts';
import { gitApply, gitDiff, readTree, withTree } from './git-tree.ts';

const RUNS = { numRuns: 60 };

const PATHS = [
  'a.py',
  'src/b c.py',
  'src/d"e.js',
  'tab\there',
  'ü/ß.txt',
  'back\\slash',
  '2020-01-01 10:00:00 +0000',
];
const line = fc.constantFrom(
  '',
  'a',
  'b',
  'c ',
  '-- x',
  '++ y',
  '@@ -1 +1 @@',
  'ä',
  'x\ry',
  '\\ No newline',
  'diff --git a/q b/q',
  '\u2028',
);
const end = fc.constantFrom('\n', '\n', '\n', '\r\n');
const text = fc
  .tuple(fc.array(fc.tuple(line, end), { maxLength: 25 }), fc.constantFrom('', 'z', 'z\r'))
  .map(([lines, last]) => lines.flat().join('') + last);
const tree = fc
  .array(fc.tuple(fc.constantFrom(...PATHS), text, fc.option(text)), { minLength: 1, maxLength: 4 })
  .map((rows) => ({
    before: new Map<string, string | null>(rows.map(([path, old]) => [path, old])),
    after: new Map<string, string | null>(rows.map(([path, , now]) => [path, now])),
  }));
const created = tree.map(({ before, after }) => ({ before: after, after: before }));

function existing(files: Tree): Map<string, string> {
  return new Map([...files].flatMap(([path, now]) => (now === null ? [] : [[path, now] as const])).sort());
}

test('git apply makes of the old tree exactly the new one', () => {
  fc.assert(
    fc.property(fc.oneof(tree, created), ({ before, after }) => {
      const patch = makePatch(before, after);
      withTree(before, (folder) => {
        if (patch !== '') expect(gitApply(folder, patch)).toBe('');
        expect(readTree(folder)).toEqual(existing(after));
      });
    }),
    RUNS,
  );
});

test('an edit that is applied equals what git apply makes of its patch', () => {
  const scenario = fc.record({
    lines: fc.array(fc.tuple(fc.nat(30), end), { minLength: 1, maxLength: 30 }),
    open: fc.boolean(),
    from: fc.nat(29),
    count: fc.integer({ min: 1, max: 5 }),
    replace: fc.array(fc.constantFrom('new', '', 'new\r', '1', '-- 2', '+3'), { maxLength: 5 }),
  });
  let applied = 0;
  fc.assert(
    fc.property(scenario, ({ lines, open, from, count, replace }) => {
      const old = lines
        .map(([number, lineEnd]) => `${number}${lineEnd}`)
        .join('')
        .slice(0, open ? -1 : undefined);
      const search = splitLines(old)
        .lines.slice(from, from + count)
        .map((one) => one.text);
      const edit: Block[] = [
        { kind: 'change', path: 'a.py', search, replace },
        { kind: 'create', path: 'new/file.py', lines: replace },
      ];
      const files = new Map([['a.py', old]]);
      const result = applyEdit(edit, {
        files,
        paths: new Set(files.keys()),
        newFiles: true,
        reserved: new Set(),
      });
      if (!result.ok) return;
      applied += 1;
      withTree(files, (folder) => {
        expect(gitApply(folder, makePatch(result.before, result.after))).toBe('');
        expect(readTree(folder)).toEqual(existing(new Map([...files, ...result.after])));
      });
    }),
    RUNS,
  );
  expect(applied).toBeGreaterThan(10);
});

test('identity is the same for every amount of context', () => {
  fc.assert(
    fc.property(fc.oneof(tree, created), fc.integer({ min: 0, max: 8 }), ({ before, after }, context) => {
      const wide = gitDiff(before, after, 20);
      if (wide === '') return;
      expect(patchIdentity(gitDiff(before, after, context))).toBe(patchIdentity(wide));
      expect(patchedPaths(wide)).toEqual(patchedPaths(makePatch(before, after)));
    }),
    { numRuns: 25 },
  );
});

test('any other change of a patch changes its identity', () => {
  fc.assert(
    fc.property(tree, fc.nat(), fc.constantFrom(' ', '\r', '\t', 'x'), ({ before, after }, pick, extra) => {
      const lines = makePatch(before, after).split('\n');
      const changed = lines.flatMap((one, index) => (/^[+-](?!(\+\+|--) ["ab/])/.test(one) ? [index] : []));
      const target = changed[pick % Math.max(1, changed.length)];
      if (target === undefined) return;
      const other = lines.map((one, index) => (index === target ? one + extra : one)).join('\n');
      expect(patchIdentity(other)).not.toBe(patchIdentity(lines.join('\n')));
    }),
    { numRuns: 300 },
  );
});

test('control: an identity that trims lines would take different patches for one', () => {
  const trimming = (patch: string) =>
    patchIdentity(
      patch
        .split('\n')
        .map((one) => one.trimEnd())
        .join('\n'),
    );
  const weak = fc.check(
    fc.property(tree, ({ before, after }) => {
      const lines = makePatch(before, after).split('\n');
      const target = lines.findLastIndex((one) => one.startsWith('+') && !one.startsWith('+++ '));
      if (target < 0) return true;
      return trimming(lines.join('\n')) !== trimming(lines.with(target, `${lines[target]} `).join('\n'));
    }),
    { numRuns: 300 },
  );
  expect(weak.failed).toBe(true);
});
