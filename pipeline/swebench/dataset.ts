import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UsageError } from '../../domain/errors.ts';

/** One row as it lies in the file, answer and all; `line` counts from 1. */
export interface DatasetRow {
  readonly line: number;
  /** Null, with the reason, where the line is no JSON object. */
  readonly columns: Readonly<Record<string, unknown>> | null;
  readonly problem: string | null;
}

/**
 * Reads a data set file: JSON Lines. Other formats join here; nothing else knows how rows are stored. Throws a
 * UsageError where the file cannot be read.
 */
export async function readDataset(path: string): Promise<Iterable<DatasetRow>> {
  if (!/\.jsonl$/i.test(path)) {
    throw new UsageError(`${basename(path)}: only data sets in JSON Lines (.jsonl) can be read`);
  }
  return jsonLines(await readText(path));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`data set ${path} cannot be read`, { cause: error });
  }
}

/** Lazy, so that a reader who wants one row parses no further. U+2028 may stand inside a row: only LF ends one. */
function* jsonLines(text: string): Generator<DatasetRow> {
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(start, end).trim();
    start = end + 1;
    line += 1;
    if (content !== '') yield { line, ...parseLine(content) };
  }
}

function parseLine(content: string): Pick<DatasetRow, 'columns' | 'problem'> {
  try {
    const value: unknown = JSON.parse(content);
    if (isRecord(value)) return { columns: value, problem: null };
    return { columns: null, problem: 'not a JSON object' };
  } catch (error) {
    return { columns: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
