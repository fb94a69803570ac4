import { UnreadableLog } from './log-parsers/unreadable-log.ts';

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

/** What `\d` and `int` take for a digit. */
export const DIGIT = '\\p{Nd}';

const IS_DIGIT = /^\p{Nd}$/u;

/** Whether `int` gives 0 for a number written in digits of any script, with or without a sign. */
export function isZero(number: string): boolean {
  return [...number.replace(/^-/, '')].every((digit) => digitValue(digit) === 0);
}

/** Digits stand in runs of ten, each from its zero to its nine. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (IS_DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/**
 * Text of a file as Python's strict UTF-8 reads it, a byte order mark kept. Throws UnreadableLog, which names
 * Python's exception and the first byte at fault, where Python raises.
 */
export function decodeStrictly(bytes: Uint8Array): string {
  const options = { ignoreBOM: true };
  try {
    return new TextDecoder('utf-8', { ...options, fatal: true }).decode(bytes);
  } catch {
    const at = firstFault(bytes, new TextDecoder('utf-8', options).decode(bytes));
    const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
    throw new UnreadableLog(`UnicodeDecodeError: byte ${byte} at ${at} of the log is not UTF-8`);
  }
}

/** A replacement character stands for a fault, unless it is what the bytes say. */
function firstFault(bytes: Uint8Array, decoded: string): number {
  let at = 0;
  for (const character of decoded) {
    const isReplaced =
      character === '\ufffd' && !(bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd);
    if (isReplaced) return at;
    at += Buffer.byteLength(character);
  }
  return at;
}
