import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MachineryError, UsageError } from '../../domain/errors.ts';
import { runTool } from './run-tool.ts';

export interface Wheel {
  readonly path: string;
  readonly file: string;
}

/**
 * A wheel `name==version` from the cache or from pip's index. Throws a UsageError where it is not in pure Python: an
 * image's Python is another one than this machine's.
 */
export async function fetchWheel(spec: string, cache: string, signal: AbortSignal): Promise<Wheel> {
  const folder = join(cache, 'wheels', spec);
  const file = (await wheelIn(folder)) ?? (await download(spec, folder, signal));
  if (!file.endsWith('-none-any.whl')) throw new UsageError(`${file} holds compiled code; name a pure wheel`);
  return { path: join(folder, file), file };
}

/** Whole or not there at all; of two at once the first to be done stays. */
async function download(spec: string, folder: string, signal: AbortSignal): Promise<string> {
  await mkdir(join(folder, '..'), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    const only = ['--no-deps', '--only-binary', ':all:'];
    const pip = ['-m', 'pip', 'download', '--quiet', ...only, '--dest', partial, spec];
    await runTool('python3', pip, { signal });
    await rename(partial, folder).catch(() => undefined);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const file = await wheelIn(folder);
  if (file === null) throw new MachineryError(`pip left no wheel of ${spec}`, { transient: false });
  return file;
}

async function wheelIn(folder: string): Promise<string | null> {
  const files = await readdir(folder).catch(() => []);
  return files.find((file) => file.endsWith('.whl')) ?? null;
}
