import type { Config } from '../domain/config.ts';
import { MachineryError } from '../domain/errors.ts';
import type { Repository, RepositoryFile } from '../domain/repository.ts';
import { isSourcePath } from '../domain/source-path.ts';
import { createBreather } from './breather.ts';

export interface SourceFile {
  readonly path: string;
  readonly blobId: string;
  readonly text: string;
  readonly tokens: number;
}

/** Bytes per token are never more than this in practice; a longer file need not be tokenised to be too long. */
const MOST_BYTES_PER_TOKEN = 16;

/**
 * Source files of a repository that a context may hold: of a known language or of the endings asked for, no tests, no
 * vendored or generated files by rule, none above the token limit. Paths given by name are read whatever they are.
 */
export async function readSources(repository: Repository, context: Config['context']): Promise<SourceFile[]> {
  const files = await repository.list();
  if (files.length === 0)
    throw new MachineryError('the repository has no files at the base commit', { transient: false });
  const wanted = files.filter((file) =>
    context.mode === 'given' ? context.given.includes(file.path) : isCandidate(file, context),
  );
  // Loaded here: the tokeniser's table takes as long to load as all else, and a resumed run may need it late or never.
  const { tokensOfBlob } = await import('./token-counts.ts');
  const sources: SourceFile[] = [];
  const breathe = createBreather();
  for (const file of wanted) {
    const text = await repository.read(file);
    if (text === null || text === '') continue;
    const tokens = await tokensOfBlob({ blobId: file.blobId, text }, breathe);
    if (context.mode === 'given' || tokens <= context.maxFileTokens)
      sources.push({ path: file.path, blobId: file.blobId, text, tokens });
  }
  return sources;
}

function isCandidate(
  { path, sizeBytes }: RepositoryFile,
  { extensions, maxFileTokens }: Config['context'],
): boolean {
  if (sizeBytes > maxFileTokens * MOST_BYTES_PER_TOKEN) return false;
  return isSourcePath(path, extensions);
}
