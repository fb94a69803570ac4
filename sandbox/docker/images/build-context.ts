import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { DOCKERFILE } from '../build-image.ts';

/**
 * A folder as a tar archive for a build, with the build's text in it: sorted, without dates and owners, so that equal
 * folders give equal bytes. Executable bits, symbolic links and a `.git` are kept; sockets and devices are not.
 * A failure to read ends the stream with an error.
 */
export function packContext(folder: string, dockerfile: string): NodeJS.ReadableStream {
  const tar = pack();
  const filling = async () => {
    tar.entry({ name: DOCKERFILE, mtime: new Date(0) }, dockerfile);
    await addFolder(tar, folder, '');
    tar.finalize();
  };
  filling().catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  return Readable.from(tar, { objectMode: false });
}

/** SHA-256, in hexadecimal, of all that `packContext` makes of a folder. */
export async function contextDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of packContext(folder, '')) hash.update(chunk);
  return hash.digest('hex');
}

async function addFolder(tar: Pack, folder: string, prefix: string): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const stats = await lstat(path);
    const header = { name: `${prefix}${name}`, mtime: new Date(0), mode: stats.mode & 0o777 };
    if (stats.isDirectory()) {
      tar.entry({ ...header, type: 'directory' });
      await addFolder(tar, path, `${header.name}/`);
    } else if (stats.isSymbolicLink()) {
      tar.entry({ ...header, type: 'symlink', linkname: await readlink(path) });
    } else if (stats.isFile()) {
      await pipeline(createReadStream(path), tar.entry({ ...header, size: stats.size }));
    }
  }
}
