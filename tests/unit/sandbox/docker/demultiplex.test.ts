import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demultiplex } from '../../../../sandbox/docker/demultiplex.ts';

function frame(channel: 1 | 2, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = channel;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a stream with both channels', () => {
  it('is taken apart wherever its chunks end, empty frames included', async () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(1 as const, 2 as const), fc.string({ maxLength: 12 })));
    await fc.assert(
      fc.asyncProperty(frames, fc.integer({ min: 1, max: 30 }), async (sent, chunkBytes) => {
        const bytes = Buffer.concat(sent.map(([channel, text]) => frame(channel, text)));
        const received = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
        for await (const { channel, bytes: part } of demultiplex(inChunks(bytes, chunkBytes))) {
          received[channel].push(part);
        }
        const textOf = (wanted: 1 | 2) =>
          sent.map(([channel, text]) => (channel === wanted ? text : '')).join('');
        expect(Buffer.concat(received.stdout).toString()).toBe(textOf(1));
        expect(Buffer.concat(received.stderr).toString()).toBe(textOf(2));
      }),
    );
  });
});
