import { existsSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';

export type Row = Readonly<Record<string, unknown>>;
/** Rows by their primary key, by table. */
export type Tables = ReadonlyMap<string, ReadonlyMap<unknown, Row>>;

/** Opens a store as an outsider; null while it is not there, or not yet made. */
export function openOutside(file: string): Database | null {
  if (!existsSync(file)) return null;
  const client = new SqliteDatabase(file, { readonly: true });
  client.pragma('busy_timeout = 30000');
  const isMade = client.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get();
  if (isMade) return client;
  client.close();
  return null;
}

/** Looks into a store that nobody writes to. */
export function lookInto<T>(file: string, look: (client: Database) => T): T {
  const client = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
  try {
    return look(client);
  } finally {
    client.close();
  }
}

/** Copies a store that nobody writes to, with what its write-ahead log holds. */
export async function copyStore(file: string, copy: string): Promise<void> {
  const client = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
  try {
    await client.backup(copy);
  } finally {
    client.close();
  }
}

/** Every row of every table. */
export function allRows(client: Database): Tables {
  const names = client
    .prepare<[], string>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like '\\_\\_%' escape '\\'",
    )
    .pluck()
    .all();
  return new Map(
    names.map((name) => {
      const rows = client.prepare<[], Row>(`select * from "${name}"`).all();
      return [name, new Map(rows.map((row) => [row.id ?? row.sha256, row]))];
    }),
  );
}

/** A model call whose step is stored, as `instance/role/sample/attempt/turn`. */
export function committedCalls(client: Database): Set<string> {
  return new Set(
    client
      .prepare<[], string>(
        `select instance_id || '/' || role || '/' || sample || '/' || attempt || '/' || turn
         from steps join trajectories on trajectories.id = trajectory_id where kind = 'ask'`,
      )
      .pluck()
      .all(),
  );
}

/** Trajectories that have ended, as `instance/role/sample/attempt`. */
export function endedTrajectories(client: Database): Set<string> {
  return new Set(
    client
      .prepare<[], string>(
        `select instance_id || '/' || role || '/' || sample || '/' || attempt
         from trajectories where ending is not null`,
      )
      .pluck()
      .all(),
  );
}

/** Open work items of an instance as `stage sample`, for all instances where none is named. */
export function openItems(client: Database): { instanceId: string; stage: string; sample: number }[] {
  return client
    .prepare<[], { instanceId: string; stage: string; sample: number }>(
      `select instance_id as instanceId, stage, sample from work_items where status = 'open' order by id`,
    )
    .all();
}
