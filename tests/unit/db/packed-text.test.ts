import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { packText } from '../../../db/packed-text.ts';

it.each([
  ['a short one', 'exit 0'],
  ['one that is compressed in place', 'naïve 🐛 line\n'.repeat(100)],
  ['one that the thread pool compresses', 'naïve 🐛 line\n'.repeat(10_000)],
])('%s comes back as it was, the first time and the second', async (_, text) => {
  for (const { codec, content, sizeBytes } of [await packText(text), await packText(text)]) {
    expect((codec === 'plain' ? content : inflateRawSync(content)).toString('utf8')).toBe(text);
    expect(sizeBytes).toBe(Buffer.byteLength(text));
  }
});

it('a text that comes by again is not packed again, until many others have come by', async () => {
  const text = 'the patch of this turn\n'.repeat(50);
  const first = await packText(text);
  expect(await packText(text)).toBe(first);
  for (let other = 0; other < 100; other++) await packText(`${other} `.repeat(10_000));
  const later = await packText(text);
  expect(later).not.toBe(first);
  expect(later).toEqual(first);
});
