import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MachineryError } from '../../domain/errors.ts';
import { projectRoot } from '../project-root.ts';
import { runTool } from './run-tool.ts';

const FETCH = join(projectRoot(fileURLToPath(import.meta.url)), 'scripts', 'dev-set', 'fetch-release.py');

export interface Sdist {
  /** The project's name in the index. */
  readonly package: string;
  /** The archive's file name. */
  readonly sdist: string;
  readonly sha256: string;
}

/**
 * Path of a package's released source archive, from the cache or from pip's index. Whoever reads the cache meanwhile
 * sees the whole file or none. Throws a MachineryError where the index does not have it or its bytes are not those
 * recorded.
 */
export async function fetchSdist(
  { package: project, sdist, sha256 }: Sdist,
  { cache, signal }: { readonly cache: string; readonly signal: AbortSignal },
): Promise<string> {
  const folder = join(cache, 'sdists');
  const path = join(folder, sdist);
  if ((await digest(path)) === sha256) return path;
  await mkdir(folder, { recursive: true });
  const partial = await mkdtemp(`${path}.partial-`);
  try {
    const fetched = join(partial, sdist);
    await runTool('python3', [FETCH, project, sdist, fetched], { signal });
    const found = await digest(fetched);
    if (found !== sha256) {
      throw new MachineryError(`${sdist}: sha256 is ${found}, recorded is ${sha256}`, { transient: false });
    }
    await rename(fetched, path);
    return path;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function digest(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
