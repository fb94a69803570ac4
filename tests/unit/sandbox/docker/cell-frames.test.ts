import { expect, test } from 'vitest';
import type { Frame } from '../../../../sandbox/docker/demultiplex.ts';
import { cellFrames } from '../../../../sandbox/docker/warm/cell-frames.ts';

const TOKEN = 'a1b2';

async function* written(...pieces: readonly [Frame['channel'], string][]): AsyncGenerator<Frame> {
  for (const [channel, text] of pieces) yield { channel, bytes: Buffer.from(text) };
}

async function read(frames: AsyncIterator<Frame>, token = TOKEN) {
  const seen = { stdout: '', stderr: '' };
  for await (const { channel, bytes } of cellFrames(frames, token)) seen[channel] += bytes.toString();
  return seen;
}

const REPORTS = `${TOKEN} ready -\n${TOKEN} ended 0 0 0\n${TOKEN} clean\n${TOKEN} end\n`;

test('a cell ends where both of its streams do, and the next one begins there', async () => {
  const frames = written(
    ['stderr', REPORTS],
    ['stdout', `one\n${TOKEN} end\n`],
    ['stdout', 'two\nc3 end\n'],
    ['stderr', 'c3 ready -\nc3 end\n'],
  );
  expect(await read(frames)).toEqual({ stdout: 'one\n', stderr: REPORTS });
  expect(await read(frames, 'c3')).toEqual({ stdout: 'two\n', stderr: 'c3 ready -\nc3 end\n' });
});

test.each([1, 2, 3, 7, 1_000])('the mark is told from output in pieces of %d bytes', async (size) => {
  const output = `a1b2 en\na1b2 end of something\nno newline${TOKEN} end\n`;
  const pieces = output.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const frames = written(...pieces.map((text): [Frame['channel'], string] => ['stdout', text]), [
    'stderr',
    REPORTS,
  ]);
  expect((await read(frames)).stdout).toBe('a1b2 en\na1b2 end of something\nno newline');
});

test('what a container wrote before it was killed is all there', async () => {
  const frames = written(['stderr', `${TOKEN} ready -\n`], ['stdout', 'half a li']);
  expect(await read(frames)).toEqual({ stdout: 'half a li', stderr: `${TOKEN} ready -\n` });
});
