import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/** Loose objects and packs; no `info/alternates`, which could name directories of this machine. */
const WANTED = /^objects\/([0-9a-f]{2}\/[0-9a-f]{38,62}|pack\/pack-[0-9a-f]+\.(pack|idx))$/;

/** Unpacks the objects of a tar stream into `directory`; all other entries, links among them, are passed over. */
export async function unpackObjects(
  archive: NodeJS.ReadableStream,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const tar = extract();
  const receiving = pipeline(archive, tar, { signal });
  const unpacking = (async () => {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (type !== 'file' || !WANTED.test(name)) {
        entry.resume();
        continue;
      }
      const path = join(directory, name);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path));
    }
  })();
  await Promise.all([receiving, unpacking]);
}
