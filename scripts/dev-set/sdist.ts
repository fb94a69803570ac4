import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import { runTool } from './run-tool.ts';

export interface Sdist {
  readonly package: string;
  readonly sdist: string;
  readonly sha256: string;
}

/**
 * Path of a package's released source archive, from the cache or from pip's index. `pip download` would run the
 * archive's set-up script to learn its metadata, so the file is taken from the index by its name. Throws a
 * MachineryError where the index does not have it or its bytes are not those recorded.
 */
export async function fetchSdist({ package: name, sdist, sha256 }: Sdist, cache: string): Promise<string> {
  const path = join(cache, 'sdists', sdist);
  const cached = await readFile(path).catch(() => null);
  if (cached && digest(cached) === sha256) return path;
  const bytes = await download(await findUrl(name, sdist));
  if (digest(bytes) !== sha256) {
    throw new MachineryError(`${sdist}: sha256 is ${digest(bytes)}, recorded is ${sha256}`, {
      transient: false,
    });
  }
  await mkdir(join(cache, 'sdists'), { recursive: true });
  // Whoever reads the cache meanwhile sees the whole file or none.
  await writeFile(`${path}.${process.pid}`, bytes);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

async function findUrl(name: string, file: string): Promise<URL> {
  const project = name.toLowerCase().replace(/[-_.]+/g, '-');
  const page = new URL(`${await indexUrl()}/${project}/`);
  const html = (await download(page)).toString('utf8');
  for (const [, href = '', text = ''] of html.matchAll(/<a\b[^>]*?\bhref="([^"]+)"[^>]*>([^<]*)<\/a>/gi)) {
    if (text.trim() === file) return new URL(href.replaceAll('&amp;', '&'), page);
  }
  throw new MachineryError(`the package index has no file ${file} of ${name}`, { transient: false });
}

/** The index that pip on this machine is set to, or was built with; the environment goes before the files. */
async function indexUrl(): Promise<string> {
  const settings = await runTool('python3', ['-m', 'pip', 'config', 'list']);
  const urls = [...settings.matchAll(/^(\S+)\.index-url='(.*)'$/gm)];
  const url = (urls.find(([, scope]) => scope === ':env:') ?? urls.at(-1))?.[2] ?? (await builtInIndex());
  return url.trim().replace(/\/+$/, '');
}

function builtInIndex(): Promise<string> {
  return runTool('python3', ['-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)']);
}

async function download(url: URL): Promise<Buffer> {
  try {
    const response = await fetch(url, { headers: { accept: 'text/html, */*;q=0.1' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    throw new MachineryError(`${url.pathname} could not be fetched from the package index`, {
      cause,
      transient: true,
    });
  }
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
