import { DIGIT, PYTHON_SPACE } from '../python-text.ts';

const SPACES = PYTHON_SPACE.slice(1, -1);
const WORD = String.raw`\p{L}\p{N}_`;
const CLASSES: Readonly<Record<string, { readonly inside: string; readonly outside: string }>> = {
  '\\s': { inside: SPACES, outside: PYTHON_SPACE },
  '\\S': { inside: '', outside: `[^${SPACES}]` },
  '\\d': { inside: DIGIT, outside: DIGIT },
  '\\w': { inside: WORD, outside: `[${WORD}]` },
  '.': { inside: '.', outside: String.raw`[^\n]` },
};

/**
 * A regular expression whose `\s`, `\S`, `\d`, `\w` and `.` mean what they do in Python's `str` patterns. `^` and `$`
 * are the ends of the text; where lines matter, patterns begin with LINE_START.
 */
export function pythonPattern(source: string, flags = ''): RegExp {
  let isInside = false;
  const translated = source.replace(/\\.|[[\].]/gs, (part) => {
    if (part === '[') isInside = true;
    if (part === ']') isInside = false;
    const meaning = CLASSES[part];
    if (meaning === undefined) return part;
    return isInside ? meaning.inside : meaning.outside;
  });
  return new RegExp(translated, `u${flags}`);
}

/** Only LF begins a line: JavaScript's `^` knows other line ends too. */
export const LINE_START = String.raw`(?<=\n|(?<![^]))`;

/** The last match of a pattern with the flag `g`, found without going back and forth in long lines. */
export function lastMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
