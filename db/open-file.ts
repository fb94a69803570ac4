import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { MachineryError, UsageError } from '../domain/errors.ts';
import type { SqliteFailure } from './handle.ts';
import { checkSchema, migrate, recognise } from './migrate.ts';
import { writeAheadMode } from './write-ahead-mode.ts';

/** Viewers and `troop review` may write beside the run; nobody holds the lock for longer than milliseconds. */
const BUSY_TIMEOUT_MS = 30_000;

/** 16 MB: hot pages are written back, and the file synchronised, a quarter as often as SQLite would by itself. */
const CHECKPOINT_PAGES = 4_000;

/** Opens, creates or migrates a store for writing. Raises a UsageError that names the file and the remedy. */
export function openWritable(file: string): SqliteDatabase.Database {
  const folder = path.dirname(file);
  if (!existsSync(folder)) {
    throw new UsageError(
      `cannot open ${file}: the directory ${folder} does not exist; create it or name another file`,
    );
  }
  return opened(file, {}, (client) => {
    // Before anything is written: the journal mode of a file that is not ours stays as it is.
    recognise(client, file);
    migrate(client, file);
    const mode = writeAheadMode(client, BUSY_TIMEOUT_MS);
    if (mode !== 'wal') {
      throw new UsageError(
        `${file} cannot be read while it is written (journal mode ${String(mode)}); keep it on a local disk`,
      );
    }
    client.pragma('synchronous = NORMAL');
    client.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  });
}

/** Opens a store for a viewer, whose connection SQLite itself keeps from writing. */
export function openReadOnly(file: string): SqliteDatabase.Database {
  if (!existsSync(file)) throw new UsageError(`there is no store at ${file}; \`troop run\` makes one`);
  return opened(file, { readonly: true, fileMustExist: true }, (client) => checkSchema(client, file));
}

function opened(
  file: string,
  options: SqliteDatabase.Options,
  prepare: (client: SqliteDatabase.Database) => void,
): SqliteDatabase.Database {
  let client: SqliteDatabase.Database | undefined;
  try {
    if (existsSync(file) && statSync(file).isDirectory()) {
      throw new UsageError(`${file} is a directory; name a file for the store`);
    }
    client = new SqliteDatabase(file, options);
    client.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    prepare(client);
    return client;
  } catch (cause) {
    client?.close();
    throw cause instanceof SqliteDatabase.SqliteError ? openFailure(file, cause) : cause;
  }
}

function openFailure(file: string, cause: SqliteFailure): Error {
  const { code, message } = cause;
  if (code === 'SQLITE_NOTADB') {
    return new UsageError(`${file} is no troop store (not a SQLite file); name another file`, { cause });
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return new UsageError(
      `${file} cannot be opened (${message}): this user needs to read and write the file and its directory; change their permissions or copy the file elsewhere`,
      { cause },
    );
  }
  const transient = code.startsWith('SQLITE_BUSY');
  return new MachineryError(`cannot open the store ${file}: ${message} (${code})`, { cause, transient });
}
