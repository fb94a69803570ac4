import { pythonLines } from './python-lines.ts';

/** Lines of a docstring's first paragraph that are kept: of a module, a class, a function. */
const DOC_LINES = { module: 3, class: 3, def: 1 } as const;
const LINE_CHARS = 200;
const SIGNATURE_CHARS = 400;
/** Names of values that stand together: the first of them. */
const MOST_NAMES = 40;

const HEADER = /^(?:async +)?(def|class) +\w/;
const DOCSTRING = /^[rRuU]?("""|'''|"|')(.*)\1$/s;
const ASSIGNED = /^([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?::(?!=)|=(?!=))/;
/** Statements that look like an annotated name. */
const CLAUSES = new Set(['else', 'try', 'finally', 'except', 'lambda']);

interface Block {
  readonly kind: 'def' | 'class';
  readonly indent: number;
}

/**
 * What a Python module offers: classes and functions with their decorators and signatures, the beginnings of
 * docstrings, and the names that module and classes assign. What functions define inside is left out.
 */
export function pythonOutline(text: string): string[] {
  const lines: string[] = [];
  const blocks: Block[] = [];
  let decorators: string[] = [];
  let names: { readonly indent: number; readonly all: string[] } | null = null;
  let documented: { readonly kind: keyof typeof DOC_LINES; readonly indent: number } | null = {
    kind: 'module',
    indent: 0,
  };
  const flushNames = () => {
    if (names !== null) lines.push(indented(names.indent, namesLine(names.all)));
    names = null;
  };
  for (const { indent, code } of pythonLines(text)) {
    while ((blocks.at(-1)?.indent ?? -1) >= indent) blocks.pop();
    const isInside = blocks.some(({ kind }) => kind === 'def');
    const doc = documented && DOCSTRING.exec(code)?.[2];
    if (documented && doc != null)
      lines.push(...docLines(doc, DOC_LINES[documented.kind], documented.indent));
    documented = null;
    if (doc != null) continue;
    const kind = HEADER.exec(code)?.[1] === 'class' ? 'class' : HEADER.test(code) ? 'def' : null;
    if (kind !== null) {
      blocks.push({ kind, indent });
      if (isInside) continue;
      flushNames();
      lines.push(...decorators.map((line) => indented(indent, cut(line, LINE_CHARS))));
      lines.push(indented(indent, cut(headerOf(code), SIGNATURE_CHARS)));
      decorators = [];
      documented = { kind, indent: indent + 4 };
      continue;
    }
    decorators = code.startsWith('@') && !isInside ? [...decorators, code] : [];
    const assigned = isInside ? null : assignedNames(code);
    if (assigned === null) continue;
    if (names !== null && names.indent !== indent) flushNames();
    names ??= { indent, all: [] };
    names.all.push(...assigned);
  }
  flushNames();
  return lines;
}

/** A header up to the colon that ends it. */
function headerOf(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  if (line.endsWith(':')) return line.slice(0, -1).trimEnd();
  let depth = 0;
  for (const [place, character] of [...line].entries()) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === ':' && depth === 0) return line.slice(0, place);
  }
  return line;
}

function assignedNames(code: string): string[] | null {
  const names = ASSIGNED.exec(code)?.[1]?.split(/\s*,\s*/) ?? null;
  return names === null || names.some((name) => CLAUSES.has(name)) ? null : names;
}

function namesLine(names: readonly string[]): string {
  const different = [...new Set(names)];
  const more = different.length > MOST_NAMES ? `, ... (${different.length - MOST_NAMES} more)` : '';
  return `${different.slice(0, MOST_NAMES).join(', ')}${more} = ...`;
}

/** The first paragraph. */
function docLines(text: string, most: number, indent: number): string[] {
  const lines = text.trim().split('\n');
  const end = lines.findIndex((line) => line.trim() === '');
  const first = lines
    .slice(0, end < 0 ? most : Math.min(end, most))
    .map((line) => cut(line.trim(), LINE_CHARS));
  if (first.length === 0 || first[0] === '') return [];
  return `"""${first.join('\n')}"""`.split('\n').map((line) => indented(indent, line));
}

function indented(indent: number, line: string): string {
  return `${' '.repeat(indent)}${line}`;
}

function cut(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most)} ...`;
}
