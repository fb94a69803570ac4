import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UsageError } from '../../../domain/errors.ts';
import { type Columns, isColumns, type NumberedRow, numberedRow } from './dataset-row.ts';

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/**
 * Rows of a parquet file in any of its compressions. Values come as JSON would hold them: whole numbers as numbers,
 * times as ISO text. Throws a UsageError where the file is none, or is the pointer that git leaves without LFS.
 */
export async function parquetRows(path: string, file: string): Promise<NumberedRow[]> {
  const buffer = await asyncBufferFromFile(path);
  const head = Buffer.from(await buffer.slice(0, Math.min(LFS_POINTER.length, buffer.byteLength)));
  if (head.toString('latin1') === LFS_POINTER) {
    throw new UsageError(
      `${file}: a git LFS pointer, not the file itself; get it with: git lfs pull (in the folder of the data set)`,
    );
  }
  let rows: Columns[];
  try {
    rows = await parquetReadObjects({ file: buffer, compressors });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}: cannot be read as parquet: ${words}`, { cause });
  }
  return rows.map((row, index) => numberedRow(index + 1, asJson(row)));
}

function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(asJson);
  if (!isColumns(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, cell]) => [name, asJson(cell)]));
}
