const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['"', 34],
  ['\\', 92],
]);

/** A path as git writes it into a diff: in C quotes, bytes in octal, where it has unusual characters. */
export function quoteGitPath(path: string): string {
  const bytes = [...new TextEncoder().encode(path)];
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c)) return path;
  return `"${bytes.map(quoteByte).join('')}"`;
}

function quoteByte(byte: number): string {
  for (const [letter, value] of ESCAPES) if (value === byte) return `\\${letter}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}

/**
 * Reads a path at the start of a text: one in C quotes up to its closing quote, a bare one up to a tab or the end.
 *
 * @returns the path and what follows it
 */
export function readGitPath(text: string): { path: string; rest: string } {
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text);
  if (!quoted) {
    const end = text.indexOf('\t');
    return end < 0 ? { path: text, rest: '' } : { path: text.slice(0, end), rest: text.slice(end) };
  }
  const [whole, body = ''] = quoted;
  const bytes: number[] = [];
  for (const [piece, octal, letter] of body.matchAll(/\\([0-3][0-7]{2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES.get(letter) ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(piece));
  }
  return { path: new TextDecoder().decode(new Uint8Array(bytes)), rest: text.slice(whole.length) };
}
