/** One row as it lies in the file, answer and all. */
export interface DatasetRow {
  /** Where it stands, for messages: `rows.jsonl:12`, `test.parquet row 12`. */
  readonly place: string;
  /** Line of a JSON Lines file, else number of the row; both count from 1. */
  readonly line: number;
  /** Null, with the reason, where there is no JSON object. */
  readonly columns: Readonly<Record<string, unknown>> | null;
  readonly problem: string | null;
}

/** A row without its file. */
export type NumberedRow = Omit<DatasetRow, 'place'>;

export type Columns = Readonly<Record<string, unknown>>;

export function isColumns(value: unknown): value is Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row of a value that was read, or the problem that it is none. */
export function numberedRow(line: number, value: unknown): NumberedRow {
  if (isColumns(value)) return { line, columns: value, problem: null };
  return { line, columns: null, problem: 'not a JSON object' };
}
