import { treeAgent } from '../../agents/tree.ts';
import type { SourceFile } from '../source-files.ts';
import { sourceTree } from '../source-tree.ts';
import { ask, asking, type Choosing, TREE_CALL } from './choosing.ts';

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
  choosing: Choosing,
): Promise<TreePick> {
  const { treeTokens, targetTokens, ceilingTokens } = choosing.deps.config.context;
  const { text: tree, listed } = await sourceTree(sources, order, treeTokens);
  const input = {
    ...asking(choosing.issue),
    tree,
    known: sources.map(({ path }) => path),
    targetTokens,
    ceilingTokens,
  };
  const { paths } = await ask({ role: 'relevance', sample: TREE_CALL, agent: treeAgent, input }, choosing);
  return { paths, listed: new Set(listed) };
}
