import { UsageError } from '../../../domain/errors.ts';
import { type Columns, isColumns, type NumberedRow, numberedRow } from './dataset-row.ts';

/**
 * Rows of JSON Lines. Lazy, so that a reader who wants one row parses no further. U+2028 may stand inside a row: only
 * LF ends one.
 */
export function* jsonLines(text: string): Generator<NumberedRow> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(start, end).trim();
    start = end + 1;
    line += 1;
    if (content !== '') yield parseLine(line, content);
  }
}

/**
 * Rows of one JSON document, in any form that tables are written in: an array of rows, one row, rows by instance id or
 * by index, columns by name (of lists, or of values by index), or `columns` beside `data`. What is no document as a
 * whole is read as JSON Lines, which often lie in files called `.json`. Throws a UsageError where it is neither.
 */
export function jsonRows(text: string, file: string): Iterable<NumberedRow> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    const [first] = jsonLines(text);
    if (first?.columns) return jsonLines(text);
    throw new UsageError(`${file}: neither JSON nor JSON Lines: ${wordsOf(cause)}`, { cause });
  }
  const rows = Array.isArray(document) ? document : isColumns(document) ? rowsOfObject(document) : null;
  if (rows === null) throw new UsageError(`${file}: JSON, but neither an array nor an object of rows`);
  return rows.map((row, index) => numberedRow(index + 1, row));
}

function rowsOfObject(table: Columns): unknown[] {
  const { instance_id: ids, columns, data } = table;
  if (typeof ids === 'string') return [table];
  if (Array.isArray(ids) || isColumns(ids)) {
    return Object.keys(ids).map((index) => mapValues(table, (cells) => cellAt(cells, index)));
  }
  if (Array.isArray(columns) && Array.isArray(data)) {
    return data.map((cells) =>
      Object.fromEntries(columns.map((name, index) => [name, cellAt(cells, index)])),
    );
  }
  return Object.entries(table).map(([key, row]) =>
    isColumns(row) && row.instance_id === undefined ? { ...row, instance_id: key } : row,
  );
}

function mapValues(table: Columns, change: (value: unknown) => unknown): Columns {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
}

/** A column is a list, or an object of values whose keys are the rows' index. */
function cellAt(cells: unknown, index: string | number): unknown {
  if (Array.isArray(cells)) return cells[Number(index)];
  return isColumns(cells) ? cells[index] : undefined;
}

function parseLine(line: number, content: string): NumberedRow {
  try {
    return numberedRow(line, JSON.parse(content));
  } catch (error) {
    return { line, columns: null, problem: wordsOf(error) };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
