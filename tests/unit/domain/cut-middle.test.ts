import { expect, test } from 'vitest';
import { cutMiddle } from '../../../domain/cut-middle.ts';

test('a text at the limit is left as it is', () => {
  expect(cutMiddle('12345', 5)).toBe('12345');
});

test('a longer one keeps both ends and says how much is missing', () => {
  expect(cutMiddle('abcdefghij', 5)).toBe('abc\n[... 5 characters left out ...]\nij');
  expect(cutMiddle('abc', 0)).toBe('\n[... 3 characters left out ...]\n');
});

test('no surrogate pair is split at any limit', () => {
  expect('😀'.slice(1)).toMatch(/\p{Surrogate}/u);
  const text = '😀a😀😀b😀';
  for (let limit = 0; limit < text.length; limit++) {
    expect(cutMiddle(text, limit)).not.toMatch(/\p{Surrogate}/u);
  }
});
