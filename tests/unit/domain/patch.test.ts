import { describe, expect, test } from 'vitest';
import { makePatch, patchedPaths, patchIdentity, patchStats, type Tree } from '../../../domain/patch.ts';
import { scanPatch } from '../../../domain/scan-patch.ts';

const PATCH = `diff --git a/a.py b/a.py
index 1111111..2222222 100644
--- a/a.py
+++ b/a.py
@@ -1,3 +1,3 @@ class A:
 one
-two
+TWO
 three
`;

function tree(files: Record<string, string | null>): Tree {
  return new Map(Object.entries(files));
}

describe('a patch', () => {
  test('names changed lines in the form of git', () => {
    const patch = makePatch(tree({ 'a.py': 'one\ntwo\nthree\n' }), tree({ 'a.py': 'one\nTWO\nthree\n' }));
    expect(patch).toBe(PATCH.replace(/^index.*\n/m, '').replace(' class A:', ''));
  });

  test('of equal trees is empty', () => {
    expect(makePatch(tree({ a: 'x' }), tree({ a: 'x' }))).toBe('');
  });

  test('says that files are new or deleted, and quotes odd paths', () => {
    const patch = makePatch(tree({ 'ü"\t.py': null, old: 'x' }), tree({ 'ü"\t.py': 'x\n', old: null }));
    expect(patch).toContain(
      'diff --git "a/\\303\\274\\"\\t.py" "b/\\303\\274\\"\\t.py"\nnew file mode 100644\n--- /dev/null\n',
    );
    expect(patch).toContain(
      'deleted file mode 100644\n--- a/old\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n\\ No newline',
    );
    expect(patchedPaths(patch)).toEqual(['old', 'ü"\t.py']);
  });

  test('ends a path that has blanks with a tab', () => {
    expect(makePatch(tree({ 'a b': 'x\n' }), tree({ 'a b': 'y\n' }))).toContain('--- a/a b\t\n+++ b/a b\t\n');
  });

  test('counts files and lines, not headers', () => {
    const patch = makePatch(tree({ a: '-- x\n', b: null }), tree({ a: '++ y\n++ z\n', b: 'n\n' }));
    expect(patchStats(patch)).toEqual({ files: 2, added: 3, removed: 1 });
  });
});

describe('identity', () => {
  const same: [string, string][] = [
    ['index lines', PATCH.replace(/^index.*\n/m, '')],
    ['hunk numbers', PATCH.replace('-1,3 +1,3', '-41,3 +51,3')],
    ["the hunk's heading", PATCH.replace(' class A:', '')],
    ['context', PATCH.replace(' one\n', ' uno\n')],
    ['less context', PATCH.replace('-1,3 +1,3', '-1,2 +1,2').replace(' three\n', '')],
    ['the line of git', PATCH.replace(/^diff.*\n^index.*\n/m, '')],
    ['prefixes', PATCH.replaceAll('a/a.py', 'old/a.py').replaceAll('b/a.py', 'new/a.py')],
    ['time stamps', PATCH.replace('--- a/a.py', '--- a/a.py\t2020-01-01 10:00:00')],
    ['a mail around it', `From: x\nSubject: y\n\n${PATCH}-- \n2.39.5\n`],
    ['a missing last newline', PATCH.slice(0, -1)],
  ];
  test.each(same)('is the same whatever %s', (_, other) => {
    expect(patchIdentity(other)).toBe(patchIdentity(PATCH));
  });

  const other: [string, string][] = [
    ['a changed byte', PATCH.replace('+TWO', '+TWo')],
    ['a trailing blank', PATCH.replace('+TWO', '+TWO ')],
    ['a CR', PATCH.replace('+TWO', '+TWO\r')],
    ['a path', PATCH.replaceAll('a.py', 'b.py')],
    ['a mode', PATCH.replace('index', 'old mode 100644\nnew mode 100755\nindex')],
    ['a rename', PATCH.replace('index', 'rename from a.py\nrename to c.py\nindex')],
    ['a second file', `${PATCH}${PATCH.replaceAll('a.py', 'c.py')}`],
    [
      'a missing final newline',
      PATCH.replace('+TWO\n three\n', '+TWO\n\\ No newline at end of file\n').replace(
        '-1,3 +1,3',
        '-1,2 +1,2',
      ),
    ],
    [
      'the place parted by context',
      PATCH.replace('-two\n+TWO\n', '-two\n middle\n+TWO\n').replace('-1,3 +1,3', '-1,4 +1,4'),
    ],
  ];
  test.each(other)('is another with %s', (_, changed) => {
    expect(patchIdentity(changed)).not.toBe(patchIdentity(PATCH));
  });

  test('does not depend on the order of files', () => {
    const second = PATCH.replaceAll('a.py', 'c.py');
    expect(patchIdentity(second + PATCH)).toBe(patchIdentity(PATCH + second));
  });

  test('of a new file does not depend on whether its usual mode is said, but on an unusual one', () => {
    const plain = '--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n';
    const git = (mode: string) => `diff --git a/n b/n\nnew file mode ${mode}\n${plain}`;
    expect(patchIdentity(git('100644'))).toBe(patchIdentity(plain));
    expect(patchIdentity(git('100755'))).not.toBe(patchIdentity(plain));
  });

  test('of texts that are no patches is that of their bytes', () => {
    expect(patchIdentity('one')).not.toBe(patchIdentity('two'));
    expect(patchIdentity(PATCH.replace('-1,3 +1,3', '-1,9 +1,9'))).not.toBe(
      patchIdentity(PATCH.replace('-1,3 +1,3', '-1,8 +1,8')),
    );
  });

  test('tells binary contents apart', () => {
    const binary = (line: string) =>
      `diff --git a/i b/i\nGIT binary patch\nliteral 3\n${line}\n\nliteral 0\nHcmV\n\n`;
    expect(patchIdentity(binary('Kc1'))).not.toBe(patchIdentity(binary('Kc2')));
    expect(patchIdentity(binary('Kc1') + PATCH)).not.toBe(patchIdentity(binary('Kc2') + PATCH));
  });
});

describe('the scanner', () => {
  test('takes lines of a hunk for its lines, whatever they look like', () => {
    const patch = '--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n x\n';
    expect(scanPatch(patch).files.map(({ groups }) => groups)).toEqual([
      [['--- old comment', '+++ new comment']],
    ]);
  });

  test('keeps paths that hold dates, blanks and "b/"', () => {
    const path = 'logs/2020-01-01 10:00:00 +0000 b/x.txt';
    const patch = `diff --git a/${path} b/${path}\nold mode 100644\nnew mode 100755\n`;
    expect(patchedPaths(patch)).toEqual([path]);
    expect(patchedPaths(`--- a/${path}\t\n+++ b/${path}\t\n@@ -1 +1 @@\n-a\n+b\n`)).toEqual([path]);
  });

  test('knows renames and empty new files by their headers', () => {
    expect(
      patchedPaths('diff --git a/x b/y z\nsimilarity index 100%\nrename from x\nrename to y z\n'),
    ).toEqual(['x', 'y z']);
    expect(scanPatch('diff --git a/e b/e\nnew file mode 100644\n').files).toMatchObject([
      { oldPath: null, newPath: 'e' },
    ]);
  });
});
