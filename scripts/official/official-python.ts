import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import type { Environment } from '../compose.ts';
import { earlierPython, pythonEnvironment } from './python-environment.ts';

/** The version whose verdicts ours are to equal. */
export const OFFICIAL_VERSION = '5.0.2';

const OFFICIAL = {
  name: 'swebench',
  version: OFFICIAL_VERSION,
  requirements: fileURLToPath(new URL('requirements.txt', import.meta.url)),
};

/** Path of a Python that has the official package (about 500 MB); see `pythonEnvironment`. */
export function officialPython(say: (line: string) => void): Promise<string> {
  return pythonEnvironment(OFFICIAL, folderIn(process.env), say);
}

/** The one that was installed before; null where none was. */
export function installedOfficialPython(environment: Environment): Promise<string | null> {
  return earlierPython(OFFICIAL, folderIn(environment));
}

function folderIn(environment: Environment): string {
  return join(cacheDirectory(environment), 'official');
}
