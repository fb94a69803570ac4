import { describe, expect, test } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { hasChange, importPatches, isReadable, type OfferedPatch } from '../../../pipeline/import-patches.ts';
import { CONFIG, INSTANCE, ISSUE } from '../db/sample-rows.ts';
import { tempStore } from '../db/temp-store.ts';

const PATCH = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';

async function offered(...offers: Partial<OfferedPatch>[]) {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  store.addInstance(run.id, 0, ISSUE, await packText(ISSUE.text));
  const all = offers.map((offer) => ({ instanceId: INSTANCE, patch: PATCH, origin: 'other', ...offer }));
  const imported = await importPatches(store, run, all);
  return { imported, candidates: store.candidates(run.id, INSTANCE) };
}

test('a text without a diff is refused with instance and reason, and nothing else is lost', async () => {
  const { imported, candidates } = await offered(
    {},
    { patch: 'RateLimitError: slow\ndown' },
    { patch: null },
    { patch: ' \n' },
    { instanceId: 'octo__other-2' },
  );
  expect(imported).toEqual({
    candidates: 1,
    already: 0,
    empty: 2,
    unknown: ['octo__other-2'],
    strangers: 1,
    refused: [{ instanceId: INSTANCE, reason: 'no diff in it: "RateLimitError: slow"' }],
  });
  expect(candidates.map(({ patch }) => patch)).toEqual([PATCH]);
});

test('the reason tells how the agent ended, and quotes no more than the beginning', async () => {
  const details = {
    agent: 'mini-swe-agent 1.17.5',
    model: 'm',
    turns: 1,
    costUsd: null,
    exitStatus: 'IndexError',
    fileSha256: 'f'.repeat(64),
  };
  const { imported } = await offered({ patch: 'x'.repeat(500), details });
  const [refused] = imported.refused;
  expect(refused?.reason).toMatch(/^no diff in it: "x{60}\.\.\." \(the agent ended with IndexError\)$/);
});

test('a diff that was cut off is told from a text without any', async () => {
  const { imported } = await offered({ patch: 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n' });
  expect(imported.refused[0]?.reason).toBe('its diff has no whole hunk: "diff --git a/x b/x"');
});

test('the same patch twice is one candidate with one source', async () => {
  const { imported, candidates } = await offered({}, {});
  expect(imported).toMatchObject({ candidates: 1, already: 1 });
  expect(candidates.map(({ sources }) => sources.length)).toEqual([1]);
});

test('the same patch of another agent is imported, as a second source', async () => {
  const { imported, candidates } = await offered({}, { origin: 'twin' });
  expect(imported).toMatchObject({ candidates: 2, already: 0 });
  expect(candidates.map(({ sources }) => sources.length)).toEqual([2]);
});

describe('a change is', () => {
  test.each([
    ['a line', PATCH, true],
    ['a line behind some words', `Here it is:\n${PATCH}`, true],
    ['a plain diff', PATCH.split('\n').slice(1).join('\n'), true],
    ['a mode', 'diff --git a/x b/x\nold mode 100644\nnew mode 100755\n', true],
    ['an empty file', 'diff --git a/x b/x\nnew file mode 100644\nindex 0000000..e69de29\n', true],
    ['not a bare header', 'diff --git a/x b/x\nindex 1c5a07d..a4d427d 100644\n', false],
    ['not prose', 'list index out of range', false],
    ['not a list of dashes', '--- one\n--- two\n', false],
  ])('%s', (_name, patch, expected) => {
    expect(hasChange(patch)).toBe(expected);
  });
});

test.each([
  ['whole', '@@ -1,3 +1,3 @@\n a\n b\n-c\n+d\n', true],
  ['a context line whose blank was lost before a tab', '@@ -1,3 +1,3 @@\n a\n\tb\n-c\n+d\n', true],
  ['empty lines cut from its end', '@@ -1,5 +1,5 @@\n a\n b\n-c\n+d\n', true],
  ['its end cut off', '@@ -1,30 +1,30 @@\n a\n b\n-c\n+d\n', false],
  ['prose within a hunk', '@@ -1,3 +1,3 @@\n a\n... and so on\n-c\n+d\n', false],
])('a hunk with %s is readable: %j, %s', (_, hunk, expected) => {
  expect(isReadable(`--- a/f\n+++ b/f\n${hunk}`)).toBe(expected);
});
