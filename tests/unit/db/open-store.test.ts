import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore, openStoreReadOnly } from '../../../db/open-store.ts';
import { MachineryError, UsageError } from '../../../domain/errors.ts';
import { CONFIG } from './sample-rows.ts';
import { tempFile, tempFolder, tempStore } from './temp-store.ts';

function failureOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

function edited(file: string, sql: string): void {
  const client = new SqliteDatabase(file);
  client.exec(sql);
  client.close();
}

describe('openStore', () => {
  it('makes a store that opens again with its rows', () => {
    const file = tempFile();
    const first = openStore(file);
    first.createRun('night', CONFIG, 'rows.jsonl');
    first.close();
    expect(tempStore({}, file).findRun('night')).toMatchObject({ name: 'night', dataset: 'rows.jsonl' });
  });

  it('keeps a write-ahead log and checks foreign keys', () => {
    const file = tempFile();
    const store = tempStore({}, file);
    const client = new SqliteDatabase(file, { readonly: true });
    expect(client.pragma('journal_mode', { simple: true })).toBe('wal');
    client.close();
    const orphan = { runId: 99, instanceId: 'x', stage: 'vote', sample: 0, attempt: 1 } as const;
    expect(() => store.openItem(orphan, '')).toThrow(/FOREIGN KEY/);
    expect(() => store.openItem(orphan, '')).toThrow(MachineryError);
  });

  it('names the missing directory', () => {
    const file = path.join(tempFolder(), 'nowhere', 'troop.db');
    const error = failureOf(() => openStore(file));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(path.dirname(file));
    expect(error.message).toContain('create it');
  });

  it('refuses a directory and a file that is not a database', () => {
    const folder = tempFolder();
    expect(failureOf(() => openStore(folder))).toBeInstanceOf(UsageError);
    const file = path.join(folder, 'notes.txt');
    writeFileSync(file, 'shopping list: '.repeat(200));
    const error = failureOf(() => openStore(file));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(`${file} is no troop store`);
  });

  it("leaves another program's database exactly as it was", () => {
    const file = tempFile();
    edited(file, 'create table songs (title text)');
    const before = readFileSync(file);
    const error = failureOf(() => openStore(file));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain('no troop store');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('says that a store comes from a newer troop, or from a strange one', () => {
    const file = tempFile();
    openStore(file).close();
    edited(file, "insert into __drizzle_migrations (hash, created_at) values ('future', 9e15)");
    for (const open of [openStore, openStoreReadOnly]) {
      const error = failureOf(() => open(file));
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toContain(`${file} was made by a newer troop`);
    }
    edited(file, "update __drizzle_migrations set hash = 'strange' where id = 1");
    expect(failureOf(() => openStore(file)).message).toContain('another version of troop');
  });

  it('says that a file may not be written', () => {
    const file = tempFile();
    openStore(file).close();
    const error = asOrdinaryUser([path.dirname(file), file], () => failureOf(() => openStore(file)));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(`${file} cannot be opened`);
    expect(error.message).toContain('permissions');
  });
});

describe('openStoreReadOnly', () => {
  it('sees what another connection commits, and cannot write', () => {
    const file = tempFile();
    const writer = tempStore({}, file);
    const viewer = openStoreReadOnly(file);
    expect(viewer.listRuns()).toEqual([]);
    const run = writer.createRun('night', CONFIG, null);
    expect(viewer.findRun('night')?.id).toBe(run.id);
    const writing = (): unknown =>
      'createRun' in viewer &&
      typeof viewer.createRun === 'function' &&
      viewer.createRun('mine', CONFIG, null);
    expect(writing).toThrow(/readonly/);
    viewer.close();
  });

  it('says that there is no store, and makes none', () => {
    const file = tempFile();
    for (const _ of [1, 2]) {
      const error = failureOf(() => openStoreReadOnly(file));
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toContain(`no store at ${file}`);
    }
  });

  it('does not migrate', () => {
    const file = tempFile();
    openStore(file).close();
    edited(file, 'delete from __drizzle_migrations');
    expect(failureOf(() => openStoreReadOnly(file)).message).toContain('older troop');
  });
});

/** Runs `work` without the right to write `paths`; root, whom no permission stops, becomes nobody for it. */
function asOrdinaryUser<T>(paths: readonly string[], work: () => T): T {
  for (const each of paths) chmodSync(each, 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const each of paths) chmodSync(each, 0o755);
  }
}
