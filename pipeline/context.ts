import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { FilePart } from '../domain/message.ts';
import type { ConsideredFile, ContextFile, WorkItem } from '../domain/records.ts';
import type { Repository } from '../domain/repository.ts';
import type { Choosing } from './context/choosing.ts';
import { givenFiles } from './context/given-files.ts';
import { judgeFiles } from './context/judge-files.ts';
import { rankFiles } from './context/rank-files.ts';
import type { Deps } from './deps.ts';
import { lexicalOrder } from './prefilter.ts';
import { readSources, type SourceFile } from './source-files.ts';

/**
 * Picks the files that matter for an issue (paper, section 3.1) in the way that the mode says, puts them in order, and
 * takes as many as the token limit holds. Stored once, shared by all samples.
 */
export async function chooseContext(
  issue: Issue,
  repository: Repository,
  item: WorkItem,
  deps: Deps,
): Promise<void> {
  const { store, config } = deps;
  const { mode, tokenLimit } = config.context;
  const sources = await readSources(repository, config.context);
  const found =
    mode === 'given'
      ? givenFiles(sources, config.context.given)
      : await consideredFiles(sources, { issue, item, deps });
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const chosen: ContextFile[] = [];
  let tokens = 0;
  for (const { path } of inOrder(found)) {
    const source = byPath.get(path);
    if (!source) continue;
    tokens += source.tokens;
    if (tokens > tokenLimit) break;
    chosen.push({ path, blobId: source.blobId, tokens: source.tokens });
  }
  store.putContext(item, mode, chosen, found);
}

/** The chosen files with their text, in order. */
export async function contextParts(
  files: readonly ContextFile[],
  repository: Repository,
): Promise<FilePart[]> {
  const listed = new Map((await repository.list()).map((file) => [file.path, file]));
  const parts: FilePart[] = [];
  for (const { path, blobId } of files) {
    const file = listed.get(path);
    const text = file && file.blobId === blobId ? await repository.read(file) : null;
    if (text === null)
      throw new UsageError(
        `${path} is not the file that the context was made of; is the repository another one?`,
      );
    parts.push({ path, blobId, text });
  }
  return parts;
}

async function consideredFiles(
  sources: readonly SourceFile[],
  choosing: Choosing,
): Promise<ConsideredFile[]> {
  const { issue, deps } = choosing;
  const order = await lexicalOrder(issue.text, sources);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const { mode, prefilterFiles } = deps.config.context;
  if (mode === 'tree') return fromTree(sources, order, choosing);
  const reach = mode === 'all-files' ? sources.length : prefilterFiles;
  const asked = order.slice(0, reach).flatMap((path) => byPath.get(path) ?? []);
  const places = new Map(sources.map(({ path }, place) => [path, place]));
  const judge = mode === 'outlines' ? await outlinesJudge() : judgeFiles;
  const verdicts = await judge(asked, places, choosing);
  const relevant = sources.flatMap(({ path, tokens }) => {
    const verdict = verdicts.get(path);
    return verdict?.relevant ? [{ path, tokens, summary: verdict.summary ?? '' }] : [];
  });
  const scores = new Map((await rankFiles(relevant, choosing)).map(({ path, score }) => [path, score]));
  return considered(sources, order, (path) => ({
    relevant: verdicts.get(path)?.relevant ?? null,
    summary: verdicts.get(path)?.summary ?? null,
    rankScore: scores.get(path) ?? null,
  }));
}

/** Loaded when it is needed, as the tokeniser's table that it takes with it (see `readSources`). */
async function outlinesJudge() {
  return (await import('./context/judge-outlines.ts')).judgeOutlines;
}

/** The answer's order is the ranking: nothing more is known of the files than what it was made of. */
async function fromTree(
  sources: readonly SourceFile[],
  order: readonly string[],
  choosing: Choosing,
): Promise<ConsideredFile[]> {
  const { pickFromTree } = await import('./context/pick-from-tree.ts');
  const { paths, listed } = await pickFromTree(sources, order, choosing);
  const ranks = new Map((paths ?? []).map((path, rank, all) => [path, rank / all.length]));
  return considered(sources, order, (path) => {
    const rankScore = ranks.get(path) ?? null;
    const isPicked = rankScore !== null;
    const isJudged = isPicked || (paths !== null && listed.has(path));
    return { relevant: isJudged ? isPicked : null, summary: null, rankScore };
  });
}

function considered(
  sources: readonly SourceFile[],
  order: readonly string[],
  findingOf: (path: string) => Pick<ConsideredFile, 'relevant' | 'summary' | 'rankScore'>,
): ConsideredFile[] {
  const lexicalRank = new Map(order.map((path, rank) => [path, rank]));
  return sources.map(({ path, tokens }) => ({
    path,
    tokens,
    lexicalRank: lexicalRank.get(path) ?? null,
    ...findingOf(path),
  }));
}

/** Files that an empty-handed relevance step leaves: the lexical score's first. */
const LEXICAL_FALLBACK_FILES = 10;

function inOrder(considered: readonly ConsideredFile[]): ConsideredFile[] {
  const relevant = considered.filter((file) => file.relevant === true);
  if (relevant.length > 0) return relevant.sort((a, b) => (a.rankScore ?? 1) - (b.rankScore ?? 1));
  const lexical = [...considered].sort((a, b) => (a.lexicalRank ?? 0) - (b.lexicalRank ?? 0));
  return lexical.slice(0, LEXICAL_FALLBACK_FILES);
}
