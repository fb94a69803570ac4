import { definingLine } from './defining-lines.ts';

const LINE_CHARS = 200;
/** Longer lines are no source that somebody wrote, and a pattern could take long over them. */
const MOST_CHARS = 1_000;
const COMMENT =
  /^\s*(?:\/\/[/!]?|\/\*[*!]?|\*(?!\/)|#(?![[!]|\s*(?:include|define|if|endif|pragma)\b)|--\s?[-|^]?|;+|%+|\{-\|?|\(\*+)\s?/;
/** Stand between a comment and what it is about. */
const ANNOTATION = /^\s*(?:@\w|#\[|\[\w+)/;

/** The lines of a text that define something, by its language's patterns, each after the first line of its comment. */
export function lineOutline(text: string, language: string | undefined): string[] {
  const pattern = definingLine(language);
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, place) => {
    if (line.length > MOST_CHARS || COMMENT.test(line) || !pattern.test(line)) return [];
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const comment = commentBefore(lines, place);
    return [
      ...(comment === null ? [] : [`${indent}// ${comment}`]),
      cut(line.trimEnd().replace(/\s*\{$/, '')),
    ];
  });
}

/** The first words of the comment that ends right before a line. */
function commentBefore(lines: readonly string[], place: number): string | null {
  let above = place - 1;
  while (ANNOTATION.test(lines[above] ?? '')) above -= 1;
  let first: string | null = null;
  for (; above >= 0; above--) {
    const line = (lines[above] ?? '').slice(0, MOST_CHARS);
    if (!COMMENT.test(line) && !/\*\/\s*$/.test(line)) break;
    const words = line
      .replace(COMMENT, '')
      .replace(/\s*(?:\*+\/|-\}|\*\))\s*$/, '')
      .trim();
    if (/\w/.test(words)) first = words;
  }
  return first === null ? null : cut(first);
}

function cut(line: string): string {
  return line.length <= LINE_CHARS ? line : `${line.slice(0, LINE_CHARS)} ...`;
}
