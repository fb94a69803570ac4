/** A statement's line: what stands between two newlines outside of brackets and strings. */
export interface PythonLine {
  /** Columns before it; a tab goes to the next multiple of eight. */
  readonly indent: number;
  /** Without comments and backslashes before newlines; strings as they are written. */
  readonly code: string;
}

/** Strings as far as they go: one that nobody closed ends with its line or, of three quotes, with the text. */
const STRING = [
  String.raw`"""(?:[^\\"]|\\.|"(?!""))*(?:"""|$)`,
  String.raw`'''(?:[^\\']|\\.|'(?!''))*(?:'''|$)`,
  String.raw`"(?:[^"\\\n]|\\.)*"?`,
  String.raw`'(?:[^'\\\n]|\\.)*'?`,
].join('|');

const PIECE = new RegExp(
  [
    `[rbuftRBUFT]{0,2}(?:${STRING})`,
    '(?<comment>#[^\\n]*)',
    '(?<open>[([{])',
    '(?<close>[)\\]}])',
    '(?<joined>\\\\\\r?\\n)',
    '(?<newline>\\r?\\n)',
    '(?<blank>[ \\t\\f\\r]+)',
    '\\w+',
    '.',
  ].join('|'),
  'sy',
);

/** No bracket is open before these words, or the text is no Python. */
const STATEMENT = /[ \t]*(?:class|def|async[ \t]+def)[ \t]+\w/y;

/**
 * The logical lines of a Python text, by its lexical rules alone, so that no text is refused: an open bracket ends
 * where a line defines something.
 */
export function* pythonLines(text: string): Generator<PythonLine> {
  let indent = 0;
  let code = '';
  let depth = 0;
  let place = 0;
  while (place < text.length) {
    PIECE.lastIndex = place;
    const piece = PIECE.exec(text);
    if (piece === null) break;
    place = PIECE.lastIndex;
    const [written] = piece;
    const { comment, open, close, joined, newline, blank } = piece.groups ?? {};
    if (comment !== undefined) continue;
    if (newline !== undefined && (depth === 0 || startsStatement(text, place))) {
      if (code !== '') yield { indent, code: code.trimEnd() };
      [indent, code, depth] = [0, '', 0];
      continue;
    }
    const isGap = newline !== undefined || joined !== undefined || blank !== undefined;
    if (isGap && code === '') {
      if (blank !== undefined) indent = widthOf(written, indent);
      continue;
    }
    if (open !== undefined) depth += 1;
    if (close !== undefined) depth = Math.max(0, depth - 1);
    code += isGap ? ' ' : written;
  }
  if (code !== '') yield { indent, code: code.trimEnd() };
}

function startsStatement(text: string, place: number): boolean {
  STATEMENT.lastIndex = place;
  return STATEMENT.test(text);
}

function widthOf(blank: string, before: number): number {
  let width = before;
  for (const character of blank) {
    if (character === '\t') width = (Math.floor(width / 8) + 1) * 8;
    else if (character === ' ') width += 1;
  }
  return width;
}
