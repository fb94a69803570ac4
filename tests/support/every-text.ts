import { inflateRawSync } from 'node:zlib';
import SqliteDatabase from 'better-sqlite3';

/** Every text of every table of a store, compressed ones unpacked, with the place where it stands. */
export function everyText(file: string): { readonly place: string; readonly text: string }[] {
  const client = new SqliteDatabase(file, { readonly: true });
  const tables = client
    .prepare<[], string>("select name from sqlite_schema where type = 'table'")
    .pluck()
    .all();
  const texts = tables.flatMap((table) =>
    client
      .prepare<[], Record<string, unknown>>(`select * from "${table}"`)
      .all()
      .flatMap((row) =>
        Object.entries(row).map(([column, value]) => ({
          place: `${table}.${column}`,
          text: textOf(value, row.codec === 'deflate' && column === 'content'),
        })),
      ),
  );
  client.close();
  return texts;
}

function textOf(value: unknown, isPacked: boolean): string {
  if (Buffer.isBuffer(value)) return (isPacked ? inflateRawSync(value) : value).toString('utf8');
  return typeof value === 'string' ? value : '';
}
