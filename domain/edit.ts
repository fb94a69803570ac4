/** Replaces whole lines at the one place where they stand; an empty `replace` deletes them. */
export interface ChangeBlock {
  readonly kind: 'change';
  readonly path: string;
  /** Lines without their ends. Empty only for a file that is empty. */
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

export interface CreateBlock {
  readonly kind: 'create';
  readonly path: string;
  readonly lines: readonly string[];
}

export type Block = ChangeBlock | CreateBlock;

/** Blocks in the order written; each is relative to the original code, never to another block's result. */
export type Edit = readonly Block[];

/** What an edit meets. */
export interface EditScope {
  /** Texts of the files that may be changed, byte for byte. */
  readonly files: ReadonlyMap<string, string>;
  /** All tracked paths, among them those of `files`. */
  readonly paths: ReadonlySet<string>;
  readonly newFiles: boolean;
  /** Paths that no new file may take, such as the test script's. */
  readonly reserved: ReadonlySet<string>;
}

/**
 * The edit as a model writes it:
 *
 *     <<<<<<< CHANGE lib/a.js        <<<<<<< CREATE lib/b.js
 *     lines as they are              all lines of the new file
 *     =======                        >>>>>>>
 *     lines as they shall be
 *     >>>>>>>
 *
 * The markers of one block are equally long, seven characters or more, like fences in Markdown: longer ones where
 * the text has such lines of its own. So any text can be written, and `parseEdit` reads back exactly this edit.
 */
export function renderEdit(edit: Edit): string {
  return edit.map(renderBlock).join('\n');
}

function renderBlock(block: Block): string {
  const size = markerSize(block);
  const body = block.kind === 'create' ? block.lines : [...block.search, '='.repeat(size), ...block.replace];
  const opening = `${'<'.repeat(size)} ${block.kind.toUpperCase()} ${renderPath(block.path)}`;
  return [opening, ...body, '>'.repeat(size), ''].join('\n');
}

const SHORTEST_MARKER = 7;

function markerSize(block: Block): number {
  const lines = block.kind === 'create' ? block.lines : [...block.search, ...block.replace];
  const runs = lines.map((line) => /^(<+|=+|>+)/.exec(line)?.[0].length ?? 0);
  return runs.reduce((size, run) => Math.max(size, run + 1), SHORTEST_MARKER);
}

/** Bare where that is unambiguous, else a JSON string. */
function renderPath(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a path may hold them
  const plain = path !== '' && path.trim() === path && !/^["'`]|[\u0000-\u001f\u007f]/.test(path);
  return plain ? path : JSON.stringify(path);
}
