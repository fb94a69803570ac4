import { expect, test } from 'vitest';
import { outlineBatches } from '../../../../pipeline/outlines/outline-batches.ts';
import { tokensOf } from '../../../../pipeline/tokens.ts';

function source(path: string, functions: number) {
  const text = Array.from(
    { length: functions },
    (_, n) => `def function_${n}(value):\n    return value\n`,
  ).join('');
  return { path, text, blobId: path, tokens: tokensOf(text) };
}

test('as many outlines as fit go into one group, in order', async () => {
  const files = Array.from({ length: 12 }, (_, place) => source(`f${place}.py`, 10));
  const batches = await outlineBatches(files, 500);
  expect(batches.flat().map(({ source: { path } }) => path)).toEqual(files.map(({ path }) => path));
  expect(batches.length).toBeGreaterThan(1);
  for (const batch of batches) {
    expect(batch.length).toBeGreaterThan(1);
    expect(tokensOf(batch.map(({ outline }) => outline).join('\n'))).toBeLessThanOrEqual(500);
  }
});

test('an outline that would fill a call is cut at a line, and says so', async () => {
  const [[one] = []] = await outlineBatches([source('a.py', 200)], 400);
  expect(one?.outline).toMatch(/^def function_0\(value\)\n(.*\n)+\.\.\. \(\d+ more lines\)$/);
  expect(tokensOf(one?.outline ?? '')).toBeLessThanOrEqual(110);
});

test('an outline larger than any call still goes out, in a call of its own', async () => {
  const batches = await outlineBatches([source('a.py', 3), source('b.py', 3)], 10);
  expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
});

test('no file makes no call', async () => {
  expect(await outlineBatches([], 100)).toEqual([]);
});
