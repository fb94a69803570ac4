import { treeAgent } from '../../agents/tree.ts';
import { repositoryName } from '../../domain/issue.ts';
import { paidFor } from '../paid-for.ts';
import { play } from '../play.ts';
import type { SourceFile } from '../source-files.ts';
import { sourceTree } from '../source-tree.ts';
import { CHOSEN, type Choosing, TREE_CALL } from './choosing.ts';

export interface TreePick {
  /** Most important first; null where the answer names no file. */
  readonly paths: readonly string[] | null;
  /** Files that the model saw by name. */
  readonly listed: ReadonlySet<string>;
}

/** One call over the tree of all sources, of which those first in the lexical order are sure to be listed. */
export async function pickFromTree(
  sources: readonly SourceFile[],
  order: readonly string[],
  { issue, item, deps }: Choosing,
): Promise<TreePick> {
  const { treeTokens, targetTokens, ceilingTokens } = deps.config.context;
  const { text: tree, listed } = await sourceTree(sources, order, treeTokens);
  const input = {
    issueText: issue.text,
    repository: repositoryName(issue),
    tree,
    known: sources.map(({ path }) => path),
    targetTokens,
    ceilingTokens,
  };
  const played = await play(
    { issue, item, role: 'relevance', sample: TREE_CALL, agent: treeAgent, input },
    deps,
  );
  const { paths } = paidFor(played, CHOSEN).state.result;
  return { paths, listed: new Set(listed) };
}
