import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import {
  type TapeEntry,
  type TapeHeader,
  tapeEntrySchema,
  tapeHeaderSchema,
  tapeKey,
} from '../../domain/tape.ts';

/** A tape in memory. Where a key was recorded twice (a run that crashed and was resumed), the later entry stands. */
export interface Tape {
  readonly path: string;
  readonly header: TapeHeader;
  /** By `tapeKey`. */
  readonly entries: ReadonlyMap<string, TapeEntry>;
}

/** Reads a JSONL tape. Throws a UsageError that names file and line where it cannot. */
export function readTape(path: string): Tape {
  return parseTape(readText(path), path);
}

/** `path` is for messages only. */
export function parseTape(text: string, path: string): Tape {
  const [first = '', ...rest] = text.split('\n');
  const header = parseLine(tapeHeaderSchema, first, path, 1);
  const entries = new Map<string, TapeEntry>();
  for (const [index, line] of rest.entries()) {
    if (line.trim() === '') continue;
    const entry = parseLine(tapeEntrySchema, line, path, index + 2);
    entries.set(tapeKey(entry.key), entry);
  }
  return { path, header, entries };
}

export interface TapeWriter {
  append(entry: TapeEntry): void;
}

/** Starts a tape, or goes on with the one that is there. Throws a UsageError where the file is no tape. */
export function openTapeWriter(path: string, header: TapeHeader): TapeWriter {
  if (existsSync(path)) continueTape(path);
  else writeFileSync(path, `${JSON.stringify(header)}\n`, { flag: 'wx' });
  return {
    // Synchronous, so that lines of calls that end together never mix and a reply is on the tape before it is used.
    append: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`),
  };
}

/** A process killed while it wrote leaves half a line: its reply was used by nobody and will be asked for again. */
function continueTape(path: string): void {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf('\n') + 1;
  parseTape(bytes.subarray(0, whole).toString('utf8'), path);
  if (whole < bytes.length) truncateSync(path, whole);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`tape ${path} cannot be read; name a file made with --record`, { cause });
  }
}

function parseLine<T>(schema: z.ZodType<T>, line: string, path: string, number: number): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`tape ${path}, line ${number}: not JSON`, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || (number === 1 ? 'header' : 'entry');
  throw new UsageError(`tape ${path}, line ${number}: ${field}: ${issue?.message ?? 'not understood'}`);
}
