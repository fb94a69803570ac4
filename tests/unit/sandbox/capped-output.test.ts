import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCappedOutput } from '../../../sandbox/capped-output.ts';

const CUT = /\n\[\.\.\. (\d+) bytes left out \.\.\.\]\n/;

function collect(bytes: Buffer, limit: number, chunkBytes: number): string {
  const output = createCappedOutput(limit);
  for (let at = 0; at < bytes.length; at += chunkBytes) output.add(bytes.subarray(at, at + chunkBytes));
  return output.text();
}

describe('captured output', () => {
  it('is the text itself up to the limit, however it was cut into chunks', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 9 }), fc.nat(20), (text, chunkBytes, spare) => {
        const bytes = Buffer.from(text);
        expect(collect(bytes, bytes.length + spare, chunkBytes)).toBe(bytes.toString());
      }),
    );
  });

  it('above the limit is its two ends, and the line between them counts what is missing', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '測', '😀'), minLength: 30, maxLength: 90 });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 0, max: 25 }),
        fc.integer({ min: 1, max: 70 }),
        (all, limit, chunkBytes) => {
          const bytes = Buffer.from(all);
          const shown = collect(bytes, limit, chunkBytes);
          const [line = '', missing] = CUT.exec(shown) ?? [];
          const [head = '', tail = ''] = shown.split(line);
          expect(all.startsWith(head)).toBe(true);
          expect(all.endsWith(tail)).toBe(true);
          const kept = Buffer.byteLength(head) + Buffer.byteLength(tail);
          expect(kept).toBeLessThanOrEqual(limit);
          // At most one character is lost on either side of the cut.
          expect(kept).toBeGreaterThanOrEqual(limit - 6);
          expect(Number(missing)).toBe(bytes.length - kept);
        },
      ),
    );
  });

  it('replaces what is no UTF-8 and keeps a byte order mark', () => {
    expect(collect(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62]), 100, 2)).toBe('\ufeffa\ufffdb');
  });

  it('can be read while it grows', () => {
    const output = createCappedOutput(4);
    output.add(Buffer.from('ab'));
    expect(output.text()).toBe('ab');
    output.add(Buffer.from('cdef'));
    expect(output.text()).toBe('ab\n[... 2 bytes left out ...]\nef');
  });
});
