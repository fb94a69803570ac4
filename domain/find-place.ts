import type { ChangeBlock, EditScope } from './edit.ts';
import { type SimilarLines, similarLines } from './similar-lines.ts';
import { type Line, splitLines } from './text-lines.ts';

export interface Place {
  readonly block: ChangeBlock;
  /** Index of the first line of the block's search text. */
  readonly first: number;
}

export type Found =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly problem: string };

interface Where {
  /** Of the block among its file's blocks, from 0. */
  readonly index: number;
  readonly path: string;
  readonly lines: readonly Line[];
  readonly scope: EditScope;
}

const MOST_QUOTED_LINES = 40;
const MOST_LISTED_PLACES = 8;

/** The one place where a block's search text stands, or a message that helps to write a better one. */
export function findPlace(block: ChangeBlock, { index, path, lines, scope }: Where): Found {
  const name = `The lines to find of block ${index + 1} of ${path}`;
  if (block.search.length === 0) {
    if (lines.length === 0) return { ok: true, place: { block, first: 0 } };
    return {
      ok: false,
      problem: `${name} are missing; to insert, find a line nearby and put it back with the new ones.`,
    };
  }
  const texts = lines.map((line) => line.text);
  const starts = occurrences(texts, block.search);
  const [first] = starts;
  if (first === undefined) {
    return {
      ok: false,
      problem: `${name} do not stand in it as written. ${hint(block, path, texts, scope)}`,
    };
  }
  if (starts.length === 1) return { ok: true, place: { block, first } };
  const numbers = starts.slice(0, MOST_LISTED_PLACES).map((start) => start + 1);
  const more = starts.length > numbers.length ? ' and more' : '';
  return {
    ok: false,
    problem:
      `${name} stand at ${starts.length} places (from lines ${numbers.join(', ')}${more}); ` +
      'add lines before or after them until they are found only once.',
  };
}

/** Indices at which the wanted lines begin; those that overlap one another count too. */
function occurrences(lines: readonly string[], wanted: readonly string[]): number[] {
  const starts: number[] = [];
  for (let start = 0; start + wanted.length <= lines.length; start++) {
    if (wanted.every((line, index) => lines[start + index] === line)) starts.push(start);
  }
  return starts;
}

function hint(block: ChangeBlock, path: string, texts: readonly string[], scope: EditScope): string {
  const others = [...scope.files].filter(
    ([other, text]) =>
      other !== path &&
      occurrences(
        splitLines(text).lines.map((line) => line.text),
        block.search,
      ).length > 0,
  );
  if (others.length > 0) return `They do stand in ${others.map(([other]) => other).join(', ')}.`;
  const similar = similarLines(texts, block.search);
  if (!similar) return 'Nothing in this file looks like them; read the file again.';
  return quote(similar);
}

function quote({ first, lines, score }: SimilarLines): string {
  const shown = lines.slice(0, MOST_QUOTED_LINES);
  const what = score === 1 ? 'These differ in white space only' : 'These are similar';
  const rest = lines.length - shown.length;
  return [
    `${what} (from line ${first}):`,
    ...shown,
    ...(rest > 0 ? [`(${rest} more lines follow)`] : []),
    'Lines to find must be copied exactly, with their white space.',
  ].join('\n');
}
