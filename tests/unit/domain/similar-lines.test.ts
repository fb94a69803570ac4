import { expect, test } from 'vitest';
import { similarLines } from '../../../domain/similar-lines.ts';

const LINES = ['def a(x):', '  return x', '', 'def b(x, y):', '  return x + y', ''];

test('the run that shares most words is found, with its line number', () => {
  expect(similarLines(LINES, ['def b(x, z):', '  return x + z'])).toMatchObject({
    first: 4,
    lines: LINES.slice(3, 5),
  });
});

test('a score of 1 means that only white space differs', () => {
  expect(similarLines(LINES, ['def b( x,y ):', '    return x+y'])?.score).toBe(1);
  expect(similarLines(LINES, ['def b(x, z):'])?.score).toBeLessThan(1);
});

test('nothing is found where nothing is alike, and by blank lines alone', () => {
  expect(similarLines(LINES, ['class Unrelated extends Thing {'])).toBeNull();
  expect(similarLines(LINES, ['', ''])).toBeNull();
  expect(similarLines([], ['x'])).toBeNull();
});

test('more lines than the file has are compared with all of it', () => {
  expect(similarLines(['a b'], ['a b', 'c'])).toMatchObject({ first: 1, lines: ['a b'] });
});
