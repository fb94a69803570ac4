/**
 * Python's ideas of text, where they differ from JavaScript's. Official status maps come from Python code, and a
 * map that is to equal them has to cut lines and words at the same places.
 */

/** What `str.split`, `str.strip` and `\s` take for white space; a regular expression's class. */
export const PYTHON_SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const SPACES = new RegExp(`${PYTHON_SPACE}+`, 'u');
const LEADING = new RegExp(`^${PYTHON_SPACE}+`, 'u');
const SPACE = new RegExp(PYTHON_SPACE, 'u');

/** Reading a file in text mode: CRLF and a lone CR both become LF. */
export function normaliseNewlines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** `str.split()`: words, without empty ones. */
export function words(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== '');
}

/** `str.strip()`. */
export function strip(text: string): string {
  let end = text.length;
  // A pattern anchored at the end would try every run of spaces on the way.
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(LEADING, '');
}
