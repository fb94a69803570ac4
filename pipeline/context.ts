import { mergeRankings, rankingAgent } from '../agents/ranking.ts';
import { relevanceAgent } from '../agents/relevance.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import { type Issue, repositoryName } from '../domain/issue.ts';
import type { FilePart } from '../domain/message.ts';
import type { ConsideredFile, ContextFile, WorkItem } from '../domain/records.ts';
import type { Repository } from '../domain/repository.ts';
import type { Deps } from './deps.ts';
import { paidFor } from './paid-for.ts';
import { play } from './play.ts';
import { lexicalOrder } from './prefilter.ts';
import { settleAll } from './settle-all.ts';
import { readSources, type SourceFile } from './source-files.ts';

/**
 * Picks the files that matter for an issue (paper, section 3.1): relevance calls on single files, a ranking merged
 * over several replies, and as many files in that order as the token limit holds. Stored once, shared by all samples.
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
  const considered =
    mode === 'given' ? givenFiles(sources, config) : await rankedFiles(issue, sources, item, deps);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const chosen: ContextFile[] = [];
  let tokens = 0;
  for (const { path } of inOrder(considered)) {
    const source = byPath.get(path);
    if (!source) continue;
    tokens += source.tokens;
    if (tokens > tokenLimit) break;
    chosen.push({ path, blobId: source.blobId, tokens: source.tokens });
  }
  store.putContext(item, mode, chosen, considered);
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

async function rankedFiles(
  issue: Issue,
  sources: readonly SourceFile[],
  item: WorkItem,
  deps: Deps,
): Promise<ConsideredFile[]> {
  const { config } = deps;
  const order = await lexicalOrder(issue.text, sources);
  const reach = config.context.mode === 'all-files' ? sources.length : config.context.prefilterFiles;
  const lexicalRank = new Map(order.map((path, rank) => [path, rank]));
  const asked = new Set(order.slice(0, reach));
  // One call per file, each file alone; the sample number is the file's place, so that a resumed run finds its call.
  const judged = await settleAll(
    sources.map(async (source, place) => {
      if (!asked.has(source.path)) return { source, relevant: null, summary: null };
      return { source, ...(await judgeFile(issue, source, place, item, deps)) };
    }),
  );
  const relevant = judged.filter((file) => file.relevant === true);
  const candidates = relevant.map(({ source, summary }) => ({
    path: source.path,
    tokens: source.tokens,
    summary: summary ?? '',
  }));
  const scores = new Map((await rank(issue, candidates, item, deps)).map(({ path, score }) => [path, score]));
  return judged.map(({ source, relevant: isRelevant, summary }) => ({
    path: source.path,
    tokens: source.tokens,
    lexicalRank: lexicalRank.get(source.path) ?? null,
    relevant: isRelevant,
    summary,
    rankScore: scores.get(source.path) ?? null,
  }));
}

async function judgeFile(issue: Issue, source: SourceFile, place: number, item: WorkItem, deps: Deps) {
  const { path, blobId, text } = source;
  const input = { issueText: issue.text, repository: repositoryName(issue), file: { path, blobId, text } };
  const played = await play(
    { issue, item, role: 'relevance', sample: place, agent: relevanceAgent, input },
    deps,
  );
  return paidFor(played, 'the context was chosen').state.result;
}

interface RankedFile {
  readonly path: string;
  readonly tokens: number;
  readonly summary: string;
}

async function rank(issue: Issue, files: readonly RankedFile[], item: WorkItem, deps: Deps) {
  const { rankings, targetTokens, ceilingTokens } = deps.config.context;
  const paths = files.map((file) => file.path);
  // Nothing to order: no call is bought.
  if (files.length < 2) return paths.map((path) => ({ path, score: 0 }));
  const input = {
    issueText: issue.text,
    repository: repositoryName(issue),
    files,
    targetTokens,
    ceilingTokens,
  };
  const lists = await settleAll(
    Array.from({ length: rankings }, async (_, sample) => {
      const played = await play(
        { issue, item, role: 'ranking', sample, agent: rankingAgent, input, alike: rankings > 1 },
        deps,
      );
      return paidFor(played, 'the context was chosen').state.result.paths;
    }),
  );
  return mergeRankings(paths, lists);
}

function givenFiles(sources: readonly SourceFile[], { context }: Config): ConsideredFile[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return context.given.map((path, place) => {
    const source = byPath.get(path);
    if (!source)
      throw new UsageError(`context.given names ${path}, which is no readable text file at the base commit`);
    return {
      path,
      tokens: source.tokens,
      lexicalRank: null,
      relevant: true,
      summary: null,
      rankScore: place,
    };
  });
}

/** Files that an empty-handed relevance step leaves: the lexical score's first. */
const LEXICAL_FALLBACK_FILES = 10;

function inOrder(considered: readonly ConsideredFile[]): ConsideredFile[] {
  const relevant = considered.filter((file) => file.relevant === true);
  if (relevant.length > 0) return relevant.sort((a, b) => (a.rankScore ?? 1) - (b.rankScore ?? 1));
  const lexical = [...considered].sort((a, b) => (a.lexicalRank ?? 0) - (b.lexicalRank ?? 0));
  return lexical.slice(0, LEXICAL_FALLBACK_FILES);
}
