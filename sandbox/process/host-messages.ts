import type { Limits } from '../../domain/execution.ts';

/** Directories of one cell or of one warm tree, all under `directory`. */
export interface TreeDirectories {
  readonly directory: string;
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  readonly scripts: string;
}

/** A command to run in a tree. */
export interface Command {
  readonly id: number;
  readonly tree: TreeDirectories;
  /** Bash text. */
  readonly text: string;
  /** The script that it runs, put in place before. */
  readonly script: { readonly path: string; readonly text: string };
  readonly limits: Limits;
  readonly shell: string;
  readonly searchPath: string;
  /** Id of the process whose cell it is; when it has ended, so must all processes of the cell. */
  readonly owner: number;
  /** Whether the tree is to serve again, if it is as it was. */
  readonly isWarm: boolean;
}

export type ToHost =
  | { readonly kind: 'run'; readonly command: Command }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromHost =
  | {
      readonly kind: 'ended';
      readonly id: number;
      readonly exit: number | 'timeout';
      readonly output: string;
      readonly seconds: number;
      /** Whether the tree is as it was. */
      readonly isClean: boolean;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
