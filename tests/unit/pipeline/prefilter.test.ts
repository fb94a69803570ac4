import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lexicalOrder } from '../../../pipeline/prefilter.ts';

/** Files that have nothing to do with any issue below. */
const OTHERS = ['alpha', 'beta', 'gamma', 'delta'].map((name) => ({
  path: `lib/${name}.py`,
  text: `def ${name}(value):\n    return value\n`,
}));

async function firstOf(issueText: string, files: readonly { path: string; text: string }[]) {
  return (await lexicalOrder(issueText, [...OTHERS, ...files]))[0];
}

test('a part of an identifier is found in another identifier', async () => {
  const file = { path: 'lib/x.py', text: 'def compute_polygonArea(): pass\n' };
  expect(await firstOf('The polygon is wrong', [file])).toBe('lib/x.py');
});

test('a file that defines what the issue names comes before one that only uses it', async () => {
  const uses = { path: 'lib/aaa.py', text: 'total = Rational(1) + Rational(2)\n' };
  const defines = { path: 'lib/zzz.py', text: 'class Rational(Number): base = None\n' };
  expect(await firstOf('Rational is rounded', [uses, defines])).toBe('lib/zzz.py');
});

test.each([
  ['a path', 'see core/files.py'],
  ['a path of a traceback', 'File "/usr/lib/python3/site-packages/acme/core/files.py", line 3'],
  ['a module', 'acme.core.files.Storage fails'],
])('%s in the issue brings its file before others of the same words', async (_, issue) => {
  const text = 'def save(): pass\n';
  const files = ['core/cores.py', 'acme/core/files.py', 'files/core.py'].map((path) => ({ path, text }));
  expect(await firstOf(issue, files)).toBe('acme/core/files.py');
});

test('of two files of equal merit the shorter comes first', async () => {
  const filler = Array.from({ length: 5_000 }, (_, place) => `word${place} = ${place}`).join('\n');
  const long = { path: 'lib/aaa.py', text: `ellipse\n${filler}\n` };
  const short = { path: 'lib/zzz.py', text: 'ellipse\n' };
  expect(await firstOf('The ellipse is wrong', [long, short])).toBe('lib/zzz.py');
});

test('every path is given once, and the order does not depend on how the files are given', async () => {
  const issue = 'value of gamma';
  const order = await lexicalOrder(issue, OTHERS);
  expect([...order].sort()).toEqual(OTHERS.map(({ path }) => path).sort());
  expect(await lexicalOrder(issue, [...OTHERS].reverse())).toEqual(order);
});

test('no file and an empty issue are no fault', async () => {
  expect(await lexicalOrder('anything', [])).toEqual([]);
  expect(await lexicalOrder('', OTHERS)).toHaveLength(OTHERS.length);
});

test('timers get their turn while a large tree is read', async () => {
  const text = Array.from({ length: 4_000 }, (_, place) => `def name_${place % 97}(value): pass`).join('\n');
  const files = Array.from({ length: 100 }, (_, place) => ({ path: `lib/f${place}.py`, text }));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await setTimeout(10);
  delay.reset();
  const started = performance.now();
  await lexicalOrder('name value', files);
  const wholeMs = performance.now() - started;
  await setTimeout(10);
  delay.disable();
  // A share of the whole, not a time: the machine may be busy. In one piece, the longest block is the whole.
  expect(delay.max / 1e6).toBeLessThan(wholeMs / 2);
});
