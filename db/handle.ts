import SqliteDatabase from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { MachineryError } from '../domain/errors.ts';

/** What SQLite throws; `code` is its extended result code, such as SQLITE_BUSY. */
export type SqliteFailure = InstanceType<typeof SqliteDatabase.SqliteError>;

/** An open store file: its query builder, and the only two ways in which the store runs a transaction. */
export interface Handle {
  readonly db: BetterSQLite3Database;
  readonly now: () => number;
  /** All queries of `work` see one snapshot. */
  read<T>(work: () => T): T;
  /**
   * Takes the write lock at once: a transaction that read first and then wants to write fails, without waiting,
   * when another process wrote in between.
   */
  write<T>(work: () => T): T;
  /** Changes where sums kept in memory may be wrong: another connection committed, or a transaction came to nothing. */
  epoch(): unknown;
}

/** Failures of SQLite come out of `read` and `write` as a MachineryError that names the file. */
export function openHandle(client: SqliteDatabase.Database, file: string, now: () => number): Handle {
  const db = drizzle({ client });
  const within = transactions(client, file);
  return {
    db,
    now,
    read: within.begun('begin deferred'),
    write: within.begun('begin immediate'),
    epoch: () => `${String(client.pragma('data_version', { simple: true }))} ${within.undone()}`,
  };
}

/** Statements are prepared once: a step is stored in a few transactions, and each is as short as a statement. */
function transactions(client: SqliteDatabase.Database, file: string) {
  const commit = client.prepare('commit');
  const rollback = client.prepare('rollback');
  let undone = 0;
  const begun = (beginning: string) => {
    const begin = client.prepare(beginning);
    return <T>(work: () => T): T => {
      // Inside `together`: one transaction for all.
      if (client.inTransaction) return work();
      try {
        begin.run();
        const result = work();
        commit.run();
        return result;
      } catch (cause) {
        undone += 1;
        if (client.inTransaction) rollback.run();
        throw cause instanceof SqliteDatabase.SqliteError ? storeFailure(file, cause) : cause;
      }
    };
  };
  return { begun, undone: () => undone };
}

function storeFailure(file: string, cause: SqliteFailure): MachineryError {
  const transient = cause.code.startsWith('SQLITE_BUSY') || cause.code === 'SQLITE_FULL';
  return new MachineryError(`store ${file}: ${cause.message} (${cause.code})`, { cause, transient });
}
