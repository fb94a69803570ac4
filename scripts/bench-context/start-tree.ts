import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Repository, RepositoryFile } from '../../domain/repository.ts';
import { isSourcePath } from '../../domain/source-path.ts';
import { recipeOf } from '../dev-set/image.ts';
import type { DevInstance } from '../dev-set/material.ts';
import { runTool } from '../dev-set/run-tool.ts';
import { fetchSdist } from '../dev-set/sdist.ts';

/**
 * Source files that an instance starts from, without Docker: its release, less the fix where it holds one. They are
 * those of the image's commit, but no commit is made: adding and packing a release takes longer than all the rest.
 */
export async function startTree(
  instance: DevInstance,
  { archives, signal }: { readonly archives: string; readonly signal: AbortSignal },
): Promise<Repository> {
  const recipe = recipeOf(instance);
  const archive = await fetchSdist(recipe, { cache: archives, signal });
  // Not among temporary files, which others on the machine may clear away.
  const unpacked = join(archives, 'unpacked');
  await mkdir(unpacked, { recursive: true });
  const folder = await mkdtemp(join(unpacked, 'tree-'));
  try {
    await runTool('tar', ['-xzf', archive, '-C', folder, '--no-same-owner', '--strip-components=1'], {
      signal,
    });
    // Inside somebody's repository git would take the paths for that one's, and do nothing.
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: unpacked };
    for (const patch of recipe.undo) {
      await runTool('git', ['apply', '-R'], { cwd: folder, input: patch, env, signal });
    }
    return await readFolder(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFolder(folder: string): Promise<Repository> {
  const texts = new Map<string, string>();
  const files: RepositoryFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full);
    if (!entry.isFile() || !isSourcePath(path)) continue;
    const bytes = await readFile(full);
    const blobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    files.push({ path, blobId, sizeBytes: bytes.length });
    texts.set(blobId, bytes.toString('utf8'));
  }
  files.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { list: async () => files, read: async ({ blobId }) => texts.get(blobId) ?? null };
}
