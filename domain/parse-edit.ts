import type { Block, Edit } from './edit.ts';

export type ParsedEdit =
  | { readonly ok: true; readonly edit: Edit }
  | { readonly ok: false; readonly problems: readonly string[] };

interface Opening {
  readonly kind: Block['kind'];
  readonly path: string;
  readonly size: number;
  /** Number of the line, from 1, in the text that is parsed. */
  readonly line: number;
  /** The text has CRLF ends: each of the block's lines loses its CR. */
  readonly crlf: boolean;
}

/**
 * Reads the blocks of an edit (form: edit.ts). Text between blocks is passed over, since models like to explain; what
 * is inside a block is taken byte for byte. All problems are reported, in words meant for the model.
 */
export function parseEdit(text: string): ParsedEdit {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  const problems: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const opening = openingAt(lines, at);
    if (!opening) {
      const stray = strayMarker(lines[at] ?? '');
      if (stray) problems.push(`Line ${at + 1} of the edit, "${stray}", stands outside of any block.`);
      at += 1;
      continue;
    }
    const end = closingOf(lines, at + 1, opening.size);
    if (end === null) {
      problems.push(
        `${nameOf(opening)} is not closed: a line of ${opening.size} ">" must end it, before another block begins.`,
      );
      at += 1;
      while (at < lines.length && !openingAt(lines, at)) at += 1;
      continue;
    }
    const body = lines.slice(at + 1, end).map((line) => (opening.crlf ? line.replace(/\r$/, '') : line));
    const block = blockOf(opening, body);
    if (typeof block === 'string') problems.push(block);
    else blocks.push(block);
    at = end + 1;
  }
  if (blocks.length === 0 && problems.length === 0) {
    problems.push(
      'The edit has no block: none of its lines begins with "<<<<<<< CHANGE" or "<<<<<<< CREATE".',
    );
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, edit: blocks };
}

/** Whether a text has a line that opens a block. */
export function hasBlock(text: string): boolean {
  const lines = text.split('\n');
  return lines.some((_, at) => openingAt(lines, at) !== null);
}

function openingAt(lines: readonly string[], at: number): Opening | null {
  const match = /^(<{7,}) +(CHANGE|CREATE) +(\S.*?)\s*$/s.exec(lines[at] ?? '');
  if (!match) return null;
  const [whole, marker = '', word, path = ''] = match;
  return {
    kind: word === 'CREATE' ? 'create' : 'change',
    path: parsePath(path),
    size: marker.length,
    line: at + 1,
    crlf: whole.endsWith('\r'),
  };
}

/** Paths in quotes or backticks are a habit of models; a quoted one is JSON where it can be read as such. */
function parsePath(text: string): string {
  if (text.startsWith('"')) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'string') return value;
    } catch {
      return text;
    }
  }
  return /^(['`])(.+)\1$/.exec(text)?.[2] ?? text;
}

/** Index of the line that closes a block; null where the next block, or the end, comes first. */
function closingOf(lines: readonly string[], from: number, size: number): number | null {
  for (let at = from; at < lines.length; at++) {
    if (runOf(lines[at] ?? '', '>') === size) return at;
    if (openingAt(lines, at)?.size === size) return null;
  }
  return null;
}

function blockOf(opening: Opening, body: readonly string[]): Block | string {
  const { kind, path, size } = opening;
  if (kind === 'create') return { kind, path, lines: body };
  const separators = body.flatMap((line, index) => (runOf(line, '=') === size ? [index] : []));
  const [cut] = separators;
  if (cut === undefined) {
    return `${nameOf(opening)} has no line of ${size} "=" between the lines to find and the lines to put there.`;
  }
  if (separators.length > 1) {
    return (
      `${nameOf(opening)} has ${separators.length} lines of ${size} "=", so that it cannot be told which one ` +
      `parts it. Write all three markers of this block with ${size + 1} characters or more.`
    );
  }
  return { kind, path, search: body.slice(0, cut), replace: body.slice(cut + 1) };
}

function nameOf({ kind, path, line }: Opening): string {
  return `The ${kind.toUpperCase()} block of ${path} (line ${line} of the edit)`;
}

/** Length of a marker line of this character; 0 for any other line. A word may follow a closing marker. */
function runOf(line: string, character: '=' | '>'): number {
  const pattern = character === '=' ? /^(={7,})\s*$/ : /^(>{7,})(?:\s.*)?$/;
  return pattern.exec(line)?.[1]?.length ?? 0;
}

function strayMarker(line: string): string | null {
  return /^(<{7,}|={7,}|>{7,})(\s|$)/.test(line) ? line.trim() : null;
}
