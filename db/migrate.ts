import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { UsageError } from '../domain/errors.ts';
import { storeError } from './store-error.ts';

/** `trop` in ASCII, in the header of every store, so that no other program's SQLite file is taken for one. */
const APPLICATION_ID = 0x74726f70;

interface Migration {
  readonly hash: string;
  readonly statements: readonly string[];
  /** Milliseconds since 1970 at which drizzle-kit generated it. */
  readonly madeAt: number;
}

/** Whether the file is a store or still empty. Raises a UsageError where it is some other database. */
export function recognise(client: Database, file: string): 'store' | 'empty' {
  if (client.pragma('application_id', { simple: true }) === APPLICATION_ID) return 'store';
  const objects = client.prepare<[], number>('select count(*) from sqlite_schema').pluck().get();
  if (objects === 0) return 'empty';
  throw new UsageError(`${file} is a SQLite file but no troop store; name another file for the store`);
}

/**
 * Brings the file to the newest schema in one transaction. drizzle's own migrator looks before it locks, so that
 * two processes which open a new file at once would both create it; its table of what was applied is kept.
 * Raises a UsageError where the file was made by a newer or a foreign troop.
 */
export function migrate(client: Database, file: string): void {
  const known = knownMigrations();
  // Foreign keys are checked at the end instead: a migration that rebuilds a table breaks them on its way.
  client.pragma('foreign_keys = OFF');
  client
    .transaction(() => {
      recognise(client, file);
      client.exec(
        'create table if not exists __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)',
      );
      const pending = pendingMigrations(client, file, known);
      for (const { statements, hash, madeAt } of pending) {
        for (const statement of statements) client.exec(statement);
        client.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(hash, madeAt);
      }
      if (pending.length === 0) return;
      client.pragma(`application_id = ${APPLICATION_ID}`);
      checkReferences(client, file);
    })
    .immediate();
  client.pragma('foreign_keys = ON');
}

/** What a viewer does instead of `migrate`: it changes nothing. Raises a UsageError where a migration is due. */
export function checkSchema(client: Database, file: string): void {
  const fresh =
    recognise(client, file) === 'empty' || pendingMigrations(client, file, knownMigrations()).length;
  if (fresh) {
    throw new UsageError(
      `${file} was made by an older troop; open it once with a command that writes, such as \`troop run\`, which brings it up to date`,
    );
  }
}

function pendingMigrations(
  client: Database,
  file: string,
  known: readonly Migration[],
): readonly Migration[] {
  const applied = client
    .prepare<[], string>('select hash from __drizzle_migrations order by id')
    .pluck()
    .all();
  const strange = applied.findIndex((hash, index) => known[index]?.hash !== hash);
  if (strange === -1) return known.slice(applied.length);
  throw new UsageError(
    strange >= known.length
      ? `${file} was made by a newer troop (schema ${applied.length}, this one knows ${known.length}); update troop or name another file`
      : `${file} was made by another version of troop (its schema ${strange + 1} is not ours); open it with that version or name another file`,
  );
}

function checkReferences(client: Database, file: string): void {
  const broken = client.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length === 0) return;
  throw storeError(`migrating ${file} would leave rows that refer to nothing; it was left as it was`);
}

function knownMigrations(): Migration[] {
  return readMigrationFiles({ migrationsFolder: migrationsFolder() }).map(({ sql, hash, folderMillis }) => ({
    hash,
    statements: sql,
    madeAt: folderMillis,
  }));
}

/** Beside the nearest package.json above this file: it is one level deep in the sources and in the bundle. */
function migrationsFolder(): string {
  const start = path.dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return path.join(folder, 'db', 'migrations');
    if (folder === path.dirname(folder)) {
      throw storeError(`no package.json above ${start}: the store's migrations cannot be found`);
    }
  }
}
