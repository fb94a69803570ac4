/** Texts by path; null where the file does not exist. */
export type Tree = ReadonlyMap<string, string | null>;

export interface PatchStats {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

/** Unified diff from one tree to another in git's form; '' where they are equal. */
export declare function makePatch(before: Tree, after: Tree): string;

/** SHA-256 in hex; equal for two patches that change the same bytes. */
export declare function patchIdentity(patch: string): string;

/** Paths that a patch touches, old and new, sorted. */
export declare function patchedPaths(patch: string): string[];

export declare function patchStats(patch: string): PatchStats;
