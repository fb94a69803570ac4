import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseOutput } from '../../../domain/normalise-output.ts';

const STABLE: [string, string, string][] = [
  ["Python's mkdtemp", 'File "/tmp/tmpab12cd34/x.py", line 3', 'File "/tmp/tmp<random>/x.py", line 3'],
  ["mktemp's", '/tmp/tmp.Zk3aQ91xYw/a', '/tmp/tmp.<random>/a'],
  ["Node's mkdtemp", 'at /tmp/troop-Ab3dE9/lib/a.js:3:7', 'at /tmp/troop-<random>/lib/a.js:3:7'],
  ["macOS's", '/private/var/folders/x1/q_w9/T/tmpabcdef12', '/private/var/folders/x1/q_w9/T/tmp<random>'],
  ["pytest's", '/tmp/pytest-of-root/pytest-12/test_a0', '/tmp/pytest-of-root/pytest-<n>/test_a0'],
  ["an object's address", '<Foo object at 0x7f3a1c2b4d90>', '<Foo object at 0x<address>>'],
  ['a short address', '<Foo at 0x10c3d2e80>', '<Foo at 0x<address>>'],
  ['a bare library address', 'fault 0x00007f3a1c2b4d90!', 'fault 0x<address>!'],
  ["Node's pid", '(node:4711) Warning: x', '(node:<pid>) Warning: x'],
  ["valgrind's pid", '==123== leak', '==<pid>== leak'],
  ["a log line's clock", '2024-05-03 12:00:01,123 INFO x', '<clock> INFO x'],
  ["unittest's time", 'Ran 3 tests in 0.002s', 'Ran 3 tests in <under 1 s>'],
  ["pytest's time", '1 passed in 12.31s', '1 passed in <under 100 s>'],
  ["mocha's time", '✔ works (23ms)', '✔ works (<under 1 s>)'],
  ["node:test's time", 'duration_ms: 1533.25', 'duration_ms: <under 10 s>'],
  ['a measured time', 'matching took 9431 ms', 'matching took <under 10 s>'],
];
test.each(STABLE)('%s is made stable', (_, output, expected) => {
  expect(normaliseOutput(output)).toBe(expected);
});

const RESULTS = [
  'got 0xdeadbeef, wanted 0xffffffffffffffff',
  'in 5 seconds',
  'humanize(3.5) == "3.5 seconds"',
  'line 12, column 7, 0.31 of 1.0',
  'expected 2024-05-03 12:00:01.123456, got 2024-05-03T12:00:01Z',
  '/tmp/out.txt and /home/a/tmpfile_1234 stay',
  'product pid 4711, process exited with 2',
  '(12, 34) (5 s) [1.5, 2.5]',
  'version 1.2.3 at 0x10',
];
test.each(RESULTS)('%j is a result and stays', (output) => {
  expect(normaliseOutput(output)).toBe(output);
});

test('a slow answer and a fast one stay apart', () => {
  expect(normaliseOutput('took 14.2 s')).not.toBe(normaliseOutput('took 0.01 s'));
});

test('doing it twice changes nothing more', () => {
  const piece = fc.oneof(fc.constantFrom(...STABLE.map(([, output]) => output), ...RESULTS), fc.string());
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom('\n', ' '), (pieces, between) => {
      const once = normaliseOutput(pieces.join(between));
      expect(normaliseOutput(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test('a long hostile line takes no long time', () => {
  const hostile = `/tmp/${'a-'.repeat(50_000)}\u0000${'/tmp/'.repeat(20_000)} took${' '.repeat(50_000)}`;
  const began = performance.now();
  normaliseOutput(hostile);
  expect(performance.now() - began).toBeLessThan(2_000);
});
