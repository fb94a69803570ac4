import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder above `file` with a package.json: the same for the sources and for the built files in dist/. */
export function projectRoot(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`${file} lies in no project`);
  }
}
