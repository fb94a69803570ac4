import { outlinesMessages } from '../../agents/prompts/outlines.ts';
import { relevanceMessages } from '../../agents/prompts/relevance.ts';
import { treeMessages } from '../../agents/prompts/tree.ts';
import type { Config } from '../../domain/config.ts';
import type { Issue } from '../../domain/issue.ts';
import { type Message, messageText } from '../../domain/message.ts';
import { createBreather } from '../breather.ts';
import { fileOutlines, outlineBatches } from '../outlines/outline-batches.ts';
import { lexicalOrder } from '../prefilter.ts';
import type { SourceFile } from '../source-files.ts';
import { sourceTree } from '../source-tree.ts';
import { tokensOf } from '../tokens.ts';
import { asking } from './choosing.ts';

/** Calls, and the tokens of all their prompts by our tokeniser. */
export interface Calls {
  readonly calls: number;
  readonly promptTokens: number;
}

/** What relevance calls read, as far as it is known without asking a model. */
export interface Reading {
  readonly sure: Calls;
  /** On whole files, as many as an answer says: what they are if it says all. */
  readonly possible: Calls;
  /** Files that these calls can find. */
  readonly reach: readonly SourceFile[];
}

const NONE: Calls = { calls: 0, promptTokens: 0 };

/** The relevance calls that an issue would get in the context mode of the settings; nothing is asked. */
export async function relevanceReading(
  issue: Pick<Issue, 'text' | 'repository'>,
  sources: readonly SourceFile[],
  context: Config['context'],
): Promise<Reading> {
  const { mode, prefilterFiles } = context;
  if (mode === 'given') return { sure: NONE, possible: NONE, reach: sources };
  const about = asking(issue);
  if (mode === 'all-files') return { sure: await wholeFiles(about, sources), possible: NONE, reach: sources };
  const order = await lexicalOrder(issue.text, sources);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const filesOf = (paths: readonly string[]) => paths.flatMap((path) => byPath.get(path) ?? []);
  if (mode === 'tree') {
    const { text: tree, listed } = await sourceTree(sources, order, context.treeTokens);
    const { targetTokens, ceilingTokens } = context;
    const prompt = treeMessages({ ...about, tree, known: [], targetTokens, ceilingTokens });
    return { sure: { calls: 1, promptTokens: tokensIn(prompt) }, possible: NONE, reach: filesOf(listed) };
  }
  const reach = filesOf(order.slice(0, prefilterFiles));
  const whole = await wholeFiles(about, reach);
  if (mode === 'prefilter') return { sure: whole, possible: NONE, reach };
  const batches = await outlineBatches(reach, context.outlineTokens);
  const prompts = batches.map((batch) =>
    tokensIn(outlinesMessages({ ...about, files: fileOutlines(batch) })),
  );
  return { sure: { calls: prompts.length, promptTokens: sum(prompts) }, possible: whole, reach };
}

/** A call for each; a file's tokens are known, and what all calls share is counted once. */
async function wholeFiles(about: ReturnType<typeof asking>, files: readonly SourceFile[]): Promise<Calls> {
  const breathe = createBreather();
  const counts: number[] = [];
  let shared: number | null = null;
  for (const { path, blobId, tokens } of files) {
    const [first, ...others] = relevanceMessages({ ...about, file: { path, blobId, text: '' } });
    shared ??= first === undefined ? 0 : tokensIn([first]);
    counts.push(shared + tokensIn(others) + tokens);
    await breathe();
  }
  return { calls: files.length, promptTokens: sum(counts) };
}

function tokensIn(messages: readonly Message[]): number {
  return sum(messages.map((message) => tokensOf(messageText(message))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
