import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ListFileEntry } from '@huggingface/hub';
import { UsageError } from '../../../domain/errors.ts';
import { filesOfSplit } from './hub-files.ts';
import { kindOf, newestSnapshot } from './hub-folder.ts';
import type { HubSettings } from './hub-settings.ts';

type Library = typeof import('@huggingface/hub');

/** One data set repository on the hub, at one commit. */
interface Revision {
  readonly library: Library;
  /** What every call of the library takes. */
  readonly common: { readonly hubUrl: string; readonly accessToken?: string };
  readonly repo: { readonly type: 'dataset'; readonly name: string };
  readonly commit: string;
}

/**
 * Folder that holds one split of a hub repository (`owner/name`) as it is on the hub today: downloaded into the hub's
 * own cache, one folder per commit, and not downloaded again while that commit is the newest. Offline, or where the
 * hub does not answer, the newest commit in the cache. Throws a UsageError with the remedy where neither is to be had.
 */
export async function hubFolder(
  name: string,
  split: string,
  settings: HubSettings,
  say: (message: string) => void,
): Promise<string> {
  const cached = await newestSnapshot(cacheFolder(name, settings.cache));
  if (settings.offline) {
    if (cached !== null) return cached;
    throw new UsageError(
      `${name} is not in the cache ${settings.cache}, and HF_HUB_OFFLINE is set; ${REMEDY}`,
    );
  }
  try {
    const revision = await newestRevision(name, settings);
    return await download(revision, split, settings.cache, say);
  } catch (cause) {
    if (cause instanceof UsageError || isOfFiles(cause)) throw cause;
    const why = refusalOf(cause, settings) ?? `${settings.endpoint} does not answer: ${wordsOf(cause)}`;
    if (cached === null) throw new UsageError(`data set ${name}: ${why}; ${REMEDY}`, { cause });
    say(`data set ${name}: ${why}; the copy in the cache is used: ${cached}`);
    return cached;
  }
}

const REMEDY = 'give --dataset a file, or a folder that is a copy of the data set';

/** Folder of a repository in the hub's cache. */
export function cacheFolder(name: string, cache: string): string {
  return join(cache, ['datasets', ...name.split('/')].join('--'));
}

async function newestRevision(name: string, { endpoint, token }: HubSettings): Promise<Revision> {
  const library = await import('@huggingface/hub');
  const common = { hubUrl: endpoint, ...(token ? { accessToken: token } : {}) };
  const { sha } = await library.datasetInfo({ ...common, name, revision: 'main', additionalFields: ['sha'] });
  return { library, common, repo: { type: 'dataset', name }, commit: sha };
}

async function download(
  revision: Revision,
  split: string,
  cache: string,
  say: (message: string) => void,
): Promise<string> {
  const { library, common, repo, commit } = revision;
  const repository = cacheFolder(repo.name, cache);
  const folder = join(repository, 'snapshots', commit);
  const entries = new Map<string, ListFileEntry>();
  for await (const entry of library.listFiles({ ...common, repo, revision: commit, recursive: true })) {
    if (entry.type === 'file') entries.set(entry.path, entry);
  }
  const fetchTo = async (path: string) => {
    const target = join(folder, path);
    if ((await kindOf(target)) !== 'none') return target;
    say(`downloading ${repo.name} ${path}`);
    await downloadFile(revision, path, entries.get(path)?.lfs?.oid ?? null, target);
    return target;
  };
  const readme = entries.has('README.md') ? await readFile(await fetchTo('README.md'), 'utf8') : null;
  for (const path of filesOfSplit([...entries.keys()], readme, split)) await fetchTo(path);
  await mkdir(join(repository, 'refs'), { recursive: true });
  await writeFile(join(repository, 'refs', 'main'), commit);
  return folder;
}

/** Whole or not at all: two processes may download at once, and each may be killed. */
async function downloadFile(
  { library, common, repo, commit }: Revision,
  path: string,
  sha256: string | null,
  target: string,
): Promise<void> {
  const blob = await library.downloadFile({ ...common, repo, path, revision: commit });
  if (blob === null) throw new Error(`${path} is listed, but cannot be downloaded`);
  const partial = `${target}.${process.pid}.incomplete`;
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  await mkdir(dirname(target), { recursive: true });
  try {
    await pipeline(Readable.from(chunksOf(blob)), count, createWriteStream(partial));
    const digest = hash.digest('hex');
    if (sizeBytes !== blob.size || (sha256 !== null && digest !== sha256))
      throw new Error(`${path} came damaged: ${sizeBytes} of ${blob.size} bytes, sha256 ${digest}`);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** What the hub's own refusals mean; null for anything else. */
function refusalOf(error: unknown, { endpoint, token }: HubSettings): string | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null;
  if (status !== 401 && status !== 403 && status !== 404) return null;
  const access = token ? 'HF_TOKEN may not read it' : 'it needs HF_TOKEN';
  return `${endpoint} has none of that name, or ${access} (status ${status})`;
}

/** A full disk or a folder that may not be written is no fault of the hub's. */
function isOfFiles(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
