import type { Config } from '../../domain/config.ts';
import { MachineryError, UsageError } from '../../domain/errors.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Repository } from '../../domain/repository.ts';
import { givenFiles } from '../../pipeline/context/given-files.ts';
import { type Calls, relevanceReading } from '../../pipeline/context/reading.ts';
import { readSources, type SourceFile } from '../../pipeline/source-files.ts';
import { tokensOf } from '../../pipeline/tokens.ts';
import { spreadPlaces } from './spread-places.ts';

/** How much there is to read, in tokens of our tokeniser. */
export interface Reach {
  /** Files that relevance can find in the context mode, and what they hold. */
  readonly reachFiles: number;
  readonly reachTokens: number;
}

/** What an instance's repository at its base commit says of the costs, without a model. */
export interface RepositorySizes extends Reach {
  readonly instanceId: string;
  readonly repository: string;
  readonly issueTokens: number;
  readonly sourceFiles: number;
  readonly sourceTokens: number;
  /** Relevance calls that are sure, and those on whole files that an answer may ask for. */
  readonly sure: Calls;
  readonly possible: Calls;
}

export interface Unread {
  readonly instanceId: string;
  readonly why: string;
}

export interface ReadRepositories {
  readonly sizes: readonly RepositorySizes[];
  readonly unread: readonly Unread[];
}

/** A repository, or why it cannot be opened without building or fetching anything. */
export type OpenRepository = (issue: Issue) => Promise<Repository | { readonly why: string }>;

interface Reading {
  readonly context: Config['context'];
  /** Repositories to read, spread over the issues. */
  readonly most: number;
  readonly open: OpenRepository;
}

/** Of issues whose repository cannot be opened, so many are tried for each that is to be read. */
const TRIES = 5;

/**
 * Reads the repositories of some issues. What cannot be read is told, with the reason. Throws a UsageError where one
 * that was read lacks a file that the settings give.
 */
export async function readRepositories(
  issues: readonly Issue[],
  { context, most, open }: Reading,
): Promise<ReadRepositories> {
  const sizes: RepositorySizes[] = [];
  const unread: Unread[] = [];
  for (const place of spreadPlaces(issues.length)) {
    const issue = issues[place];
    if (issue === undefined || sizes.length === most || unread.length >= TRIES * most) break;
    const sources = await sourcesOf(issue, context, open).catch(whyNot);
    if ('why' in sources) unread.push({ instanceId: issue.instanceId, why: sources.why });
    else sizes.push(await sizesOf(issue, sources, context));
  }
  return { sizes, unread };
}

async function sourcesOf(issue: Issue, context: Config['context'], open: OpenRepository) {
  const repository = await open(issue);
  return 'why' in repository ? repository : await readSources(repository, context);
}

async function sizesOf(
  issue: Issue,
  sources: readonly SourceFile[],
  context: Config['context'],
): Promise<RepositorySizes> {
  if (context.mode === 'given') givenFiles(sources, context.given);
  const { sure, possible, reach } = await relevanceReading(issue, sources, context);
  return {
    instanceId: issue.instanceId,
    repository: issue.repository,
    issueTokens: tokensOf(issue.text),
    sourceFiles: sources.length,
    sourceTokens: tokensIn(sources),
    sure,
    possible,
    reachFiles: reach.length,
    reachTokens: tokensIn(reach),
  };
}

/** A repository that is gone or unreadable makes the plan less sure, and fails nothing. */
function whyNot(error: unknown): { readonly why: string } {
  if (error instanceof MachineryError || error instanceof UsageError) return { why: error.message };
  throw error;
}

/**
 * What stands for the repository of each issue: what was read of its own, else of an issue of the same repository, else
 * of any, in turn. Null where none was read.
 */
export function sizesFor(
  issues: readonly Pick<Issue, 'instanceId' | 'repository'>[],
  sizes: readonly RepositorySizes[],
): (RepositorySizes | null)[] {
  return issues.map(({ instanceId, repository }, place) => {
    const own = sizes.find((size) => size.instanceId === instanceId);
    if (own) return own;
    const alike = sizes.filter((size) => size.repository === repository);
    const among = alike.length > 0 ? alike : sizes;
    return among[place % among.length] ?? null;
  });
}

function tokensIn(files: readonly SourceFile[]): number {
  return files.reduce((sum, { tokens }) => sum + tokens, 0);
}
