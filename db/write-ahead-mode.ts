import SqliteDatabase from 'better-sqlite3';

const PAUSE_MS = 10;

/**
 * Asks for write-ahead logging and returns the journal mode that the file has then. Where another connection writes,
 * such as one that just opens the same new file, SQLite refuses at once, so the wait for it is done here.
 */
export function writeAheadMode(client: SqliteDatabase.Database, timeoutMs: number): unknown {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return client.pragma('journal_mode = WAL', { simple: true });
    } catch (error) {
      const isBusy = error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_BUSY';
      if (!isBusy || Date.now() >= deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
