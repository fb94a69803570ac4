import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import type { DatasetRow, NumberedRow } from './dataset/dataset-row.ts';
import { dataFiles, splitPlace } from './dataset/hub-folder.ts';
import { jsonLines, jsonRows } from './dataset/json-rows.ts';

/**
 * Reads a data set: one file of rows (JSON Lines, JSON, parquet), or one split of a folder as the hub keeps it, named
 * as `FOLDER#SPLIT` (`test` where none is named). Nothing else knows how rows are stored. Throws a UsageError where a
 * file cannot be read.
 */
export async function readDataset(place: string): Promise<Iterable<DatasetRow>> {
  const { path, split } = await splitPlace(place);
  if (split === null) return rowsOfFile(path, basename(path));
  const shards: Iterable<DatasetRow>[] = [];
  for (const file of await dataFiles(path, split)) shards.push(await rowsOfFile(join(path, file), file));
  return chain(shards);
}

/** `name` is what messages call the file. */
async function rowsOfFile(path: string, name: string): Promise<Iterable<DatasetRow>> {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  switch (ending) {
    case 'jsonl':
    case 'ndjson':
      return placed(jsonLines(await readText(path)), (line) => `${name}:${line}`);
    case 'json': {
      const rows = jsonRows(await readText(path), name);
      return placed(rows, (line) => (Array.isArray(rows) ? `${name} row ${line}` : `${name}:${line}`));
    }
    case 'parquet': {
      await mustBeThere(path);
      const { parquetRows } = await import('./dataset/parquet-rows.ts');
      return placed(await parquetRows(path, name), (line) => `${name} row ${line}`);
    }
    default:
      await mustBeThere(path);
      throw new UsageError(
        `${name}: a data set is .jsonl, .json or .parquet, or a copy of a folder of the hub`,
      );
  }
}

function* placed(rows: Iterable<NumberedRow>, place: (line: number) => string): Generator<DatasetRow> {
  for (const row of rows) yield { ...row, place: place(row.line) };
}

function* chain(shards: readonly Iterable<DatasetRow>[]): Generator<DatasetRow> {
  for (const shard of shards) yield* shard;
}

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function mustBeThere(path: string): Promise<void> {
  await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function unreadable(path: string, cause: unknown): UsageError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new UsageError(`data set ${path} cannot be read${why}`, { cause });
}
