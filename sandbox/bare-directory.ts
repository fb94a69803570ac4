import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a directory with objects the least that git takes for a repository; no branch, so no later history has a name
 * here. Readers give it as their HOME.
 */
export async function makeBareDirectory(directory: string): Promise<void> {
  await mkdir(join(directory, 'objects'), { recursive: true });
  await mkdir(join(directory, 'refs'), { recursive: true });
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  // The copy may belong to another user than the one who reads it, in a cache that is shared.
  await writeFile(join(directory, '.gitconfig'), '[safe]\n\tdirectory = *\n');
}
