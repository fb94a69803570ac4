import { expect, test } from 'vitest';
import { tokensOfBlob } from '../../../pipeline/token-counts.ts';
import { tokensOf } from '../../../pipeline/tokens.ts';

test('a short text has the tokeniser’s count', async () => {
  const text = 'def area(radius):\n    return 3 * radius\n';
  expect(await tokensOfBlob({ blobId: 'short', text })).toBe(tokensOf(text));
});

test('a long text is counted in pieces, and the count differs by less than one in a thousand', async () => {
  const text = Array.from({ length: 6_000 }, (_, place) => `value_${place} = compute(${place})`).join('\n');
  const whole = tokensOf(text);
  const counted = await tokensOfBlob({ blobId: 'long', text });
  expect(Math.abs(counted - whole) / whole).toBeLessThan(0.001);
});

test('one line longer than a piece is counted too', async () => {
  const text = 'word '.repeat(20_000);
  const whole = tokensOf(text);
  expect(Math.abs((await tokensOfBlob({ blobId: 'line', text })) - whole) / whole).toBeLessThan(0.001);
});

test('a blob is counted once', async () => {
  const first = await tokensOfBlob({ blobId: 'same', text: 'one two three' });
  expect(await tokensOfBlob({ blobId: 'same', text: '' })).toBe(first);
});

test.each([
  ['letters', 'abcdefgh'],
  ['signs', '-=+*'],
  ['spaces', '  '],
  ['Chinese', '漢字仮名交じり文'],
])('a page of nothing but %s is counted at once', (_, part) => {
  const text = part.repeat(Math.ceil(16_384 / part.length));
  const started = performance.now();
  const tokens = tokensOf(text);
  // One word of this length takes the tokeniser itself from a fifth of a second to more than one.
  expect(performance.now() - started).toBeLessThan(150);
  const some = tokensOf(part.repeat(Math.floor(200 / part.length)));
  expect(tokens / text.length).toBeLessThan((1.3 * some) / 200);
});
