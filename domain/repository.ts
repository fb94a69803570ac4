/** A tracked regular file at the base commit. */
export interface RepositoryFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Git blob id. */
  readonly blobId: string;
  readonly sizeBytes: number;
}

/** Read-only view of a repository at one commit; never of its work tree. */
export interface Repository {
  /** All tracked regular files, sorted by path; symbolic links and submodules left out. */
  list(): Promise<readonly RepositoryFile[]>;
  /** Text of a listed file, byte for byte; null where it is not valid UTF-8 or is binary. */
  read(file: RepositoryFile): Promise<string | null>;
}
