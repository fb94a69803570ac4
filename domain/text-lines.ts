export type LineEnd = '\n' | '\r\n' | '';

export interface Line {
  readonly text: string;
  /** '' only on the last line of a text without a final newline. */
  readonly end: LineEnd;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The text as a model reads it and quotes it in an edit: without a byte order mark, line ends as LF. */
export function modelText(text: string): string {
  return withoutMark(text).replaceAll('\r\n', '\n');
}

/** Lines of a text, each with its own end; `joinLines` is the exact inverse. */
export function splitLines(text: string): { mark: string; lines: Line[] } {
  const rest = withoutMark(text);
  const lines = rest.split('\n').map((piece, index, all): Line => {
    if (index === all.length - 1) return { text: piece, end: '' };
    return piece.endsWith('\r') ? { text: piece.slice(0, -1), end: '\r\n' } : { text: piece, end: '\n' };
  });
  if (lines.at(-1)?.text === '') lines.pop();
  return { mark: text.slice(0, text.length - rest.length), lines };
}

export function joinLines(mark: string, lines: readonly Line[]): string {
  return mark + lines.map((line) => line.text + line.end).join('');
}

/** The end that most lines of a text have; LF where none has any. */
export function prevailingEnd(lines: readonly Line[]): '\n' | '\r\n' {
  const crlf = lines.filter((line) => line.end === '\r\n').length;
  return crlf * 2 > lines.filter((line) => line.end !== '').length ? '\r\n' : '\n';
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
