import { MachineryError } from '../domain/errors.ts';
import type { Repository, RepositoryFile } from '../domain/repository.ts';
import { createBlobReader } from './blob-reader.ts';
import { openGit } from './git.ts';

interface GitRepositoryOptions {
  /** A bare repository, or the root of a work tree, whose files are not looked at. */
  readonly directory: string;
  readonly commit: string;
  readonly environment: { readonly PATH: string; readonly HOME: string };
  readonly signal: AbortSignal;
}

/** Reads a git repository at a commit. Throws a MachineryError where it has no such commit. */
export async function openGitRepository(options: GitRepositoryOptions): Promise<Repository> {
  const { directory, commit, environment, signal } = options;
  const git = openGit({ directory, environment, signal });
  const listing = await git
    .raw(['ls-tree', '-r', '-l', '-z', '--full-tree', commit])
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      const words = cause instanceof Error ? cause.message.trim() : String(cause);
      const message = `no commit ${commit} in ${directory} (${words}): fetch it, or correct the instance's base commit`;
      throw new MachineryError(message, { cause, transient: false });
    });
  const files = parseTree(listing);
  const readBlob = createBlobReader(directory, { ...environment, LC_ALL: 'C' });
  return {
    list: async () => files,
    read: async ({ blobId }) => textOf(await readBlob(blobId)),
  };
}

/** Entries are `<mode> <type> <id> <size, padded>\t<path>\0`; a name that is no valid UTF-8 cannot be named in a patch. */
function parseTree(listing: string): RepositoryFile[] {
  const files: RepositoryFile[] = [];
  for (const entry of listing.split('\0')) {
    const [, blobId, size, path] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(entry) ?? [];
    if (blobId === undefined || path === undefined || path.includes('\ufffd')) continue;
    files.push({ path, blobId, sizeBytes: Number(size) });
  }
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Null for bytes that cannot be shown and edited as text: a zero byte, as git decides it, or no valid UTF-8. */
function textOf(content: Buffer): string | null {
  if (content.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}
