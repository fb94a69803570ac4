import { inflateRawSync } from 'node:zlib';
import { eq, sql } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import type { PackedText } from '../packed-text.ts';
import { blobs } from '../schema.ts';
import { storeError } from '../store-error.ts';

/** Texts by the SHA-256 of their UTF-8. Both work inside the caller's transaction. */
export interface Blobs {
  /** Returns the text's id. */
  put(text: PackedText): string;
  /** Raises a MachineryError that names the id where the text is missing or spoilt. */
  get(sha256: string): string;
}

export function openBlobs({ db }: Handle): Blobs {
  const insert = db
    .insert(blobs)
    .values({
      sha256: sql.placeholder('sha256'),
      sizeBytes: sql.placeholder('sizeBytes'),
      codec: sql.placeholder('codec'),
      content: sql.placeholder('content'),
    })
    .onConflictDoNothing()
    .prepare();
  const find = db
    .select({ codec: blobs.codec, content: blobs.content })
    .from(blobs)
    .where(eq(blobs.sha256, sql.placeholder('sha256')))
    .prepare();
  return {
    put(text) {
      insert.run({ ...text });
      return text.sha256;
    },
    get(sha256) {
      const row = find.get({ sha256 });
      if (!row) throw storeError(`the store has no text ${sha256}`);
      return unpackText(sha256, row);
    },
  };
}

function unpackText(sha256: string, { codec, content }: Pick<PackedText, 'codec' | 'content'>): string {
  switch (codec) {
    case 'plain':
      return content.toString('utf8');
    case 'deflate':
      try {
        return inflateRawSync(content).toString('utf8');
      } catch (cause) {
        throw storeError(`text ${sha256} of the store cannot be unpacked`, { cause });
      }
  }
}
