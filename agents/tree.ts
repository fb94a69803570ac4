import { listedPaths } from './listed-paths.ts';
import { oneCallAgent } from './one-call.ts';
import { treeMessages } from './prompts/tree.ts';

export interface TreeInput {
  readonly issueText: string;
  readonly repository: string;
  /** Folders and their files, with lengths in tokens. */
  readonly tree: string;
  /** Every path that may be named, also such as the tree leaves out. */
  readonly known: readonly string[];
  readonly targetTokens: number;
  readonly ceilingTokens: number;
}

/** Most important first; null where the reply could not be read, or names no file of the repository. */
export interface TreeResult {
  readonly paths: readonly string[] | null;
}

/** One call: the files that solving the issue needs, picked by their paths. */
export const treeAgent = oneCallAgent<TreeInput, TreeResult>({
  messages: treeMessages,
  unread: { paths: null },
  read(reply, input) {
    const known = new Set(input.known);
    const paths = listedPaths(reply, 'files')?.filter((path) => known.has(path)) ?? [];
    return paths.length === 0 ? null : { paths };
  },
});
