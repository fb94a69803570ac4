/** A file that a test patch names. */
export interface TestFile {
  /** Where it is after the patch. */
  readonly path: string;
  /** Where it is in the base commit; null for a file that the patch brings. */
  readonly basePath: string | null;
}

const HEADER = /^diff --git a\/(.*) b\/(.*)$/;

/** The files of a patch in its order, also those without a hunk: empty, binary, renamed. */
export function testFiles(patch: string): TestFile[] {
  const files: TestFile[] = [];
  let open: { path: string; basePath: string | null } | null = null;
  for (const line of patch.split('\n')) {
    const [, before, after] = line.match(HEADER) ?? [];
    if (before !== undefined && after !== undefined) {
      open = { path: after, basePath: before };
      files.push(open);
    } else if (line.startsWith('new file mode') && open !== null) {
      open.basePath = null;
    }
  }
  return files;
}
