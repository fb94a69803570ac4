import SqliteDatabase from 'better-sqlite3';
import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import * as schema from '../../../db/schema.ts';
import { tempFile, tempStore } from './temp-store.ts';

const tables = Object.values(schema).filter((value) => is(value, SQLiteTable));

describe('migrations', () => {
  it('make the tables, columns and unique keys that the schema names', () => {
    const file = tempFile();
    tempStore({}, file);
    const client = new SqliteDatabase(file, { readonly: true });
    const columns = client
      .prepare<[string], string>('select name from pragma_table_info(?) order by name')
      .pluck();
    const keys = client
      .prepare<[string], string>(`select name from pragma_index_list(?) where origin = 'c' order by name`)
      .pluck();
    expect(tables).toHaveLength(19);
    for (const table of tables) {
      const { name, columns: wanted, indexes, uniqueConstraints } = getTableConfig(table);
      expect(columns.all(name), name).toEqual(wanted.map((column) => column.name).sort());
      const named = [
        ...indexes.map((index) => index.config.name),
        ...uniqueConstraints.map((key) => key.getName()),
        ...wanted.flatMap((column) => (column.isUnique ? [column.uniqueName] : [])),
      ];
      expect(keys.all(name), name).toEqual(named.sort());
    }
    client.close();
  });
});
