import { readGitPath } from './git-path.ts';

/** One file of a patch. Paths are without git's `a/` and `b/`; null stands for /dev/null. */
export interface PatchedFile {
  oldPath: string | null;
  newPath: string | null;
  /** Header lines that say something about the file beside its text: modes, renames, copies, binary content. */
  readonly traits: string[];
  /** Runs of changed lines without context between them, each with its `+` or `-`. */
  readonly groups: string[][];
}

export interface ScannedPatch {
  readonly files: readonly PatchedFile[];
  /** Whether every hunk had the lines that its header announces. */
  readonly whole: boolean;
}

/**
 * Reads a unified diff and keeps every changed byte. The package parse-diff is not used, since it trims paths, takes
 * a date in a path for a time stamp, and drops renames. The line counts of the hunk headers decide what belongs to a
 * hunk, as they do for git; so a removed line that reads `-- x` is never taken for a header.
 */
export function scanPatch(patch: string): ScannedPatch {
  const lines = patch.split('\n');
  const files: PatchedFile[] = [];
  let file: PatchedFile | null = null;
  let whole = true;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (line.startsWith('diff --git ')) {
      file = newFile(...pathsOfHeader(line.slice('diff --git '.length)));
      files.push(file);
    } else if (line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ')) {
      // Plain diffs have no line of git's before this one.
      if (!file || file.groups.length > 0) {
        file = newFile(null, null);
        files.push(file);
      }
      file.oldPath = pathOf(line);
      file.newPath = pathOf(lines[at + 1] ?? '');
      at += 1;
    } else if (hunk && file) {
      const end = readHunk(lines, at + 1, { old: Number(hunk[1] ?? 1), new: Number(hunk[2] ?? 1) }, file);
      whole &&= end !== null;
      at = (end ?? at + 1) - 1;
    } else if (file && line === 'GIT binary patch') {
      const end = nextFile(lines, at);
      file.traits.push(...lines.slice(at, end).filter((one) => one !== ''));
      at = end - 1;
    } else if (file) readTrait(line, file);
  }
  return { files, whole };
}

function newFile(oldPath: string | null, newPath: string | null): PatchedFile {
  return { oldPath, newPath, traits: [], groups: [] };
}

/** Stands behind a changed line that ends its file without a newline. */
const NO_NEWLINE = '\n\\';

/** @returns the index after the hunk, or null where it ends too early */
function readHunk(
  lines: readonly string[],
  from: number,
  left: { old: number; new: number },
  file: PatchedFile,
): number | null {
  let group: string[] = [];
  let at = from;
  for (; left.old > 0 || left.new > 0 || lines[at]?.startsWith('\\'); at++) {
    const line = lines[at];
    if (line === undefined) return null;
    if (line.startsWith('+') || line.startsWith('-')) {
      if (group.length === 0) file.groups.push(group);
      group.push(line);
      left[line.startsWith('+') ? 'new' : 'old'] -= 1;
    } else if (line.startsWith('\\')) {
      const changed = group.pop();
      if (changed !== undefined) group.push(`${changed}${NO_NEWLINE}`);
    } else if (line.startsWith(' ') || line === '' || line === '\r') {
      // Some tools drop the blank that begins an empty line of context.
      group = [];
      left.old -= 1;
      left.new -= 1;
    } else return null;
    if (left.old < 0 || left.new < 0) return null;
  }
  return at;
}

function readTrait(line: string, file: PatchedFile): void {
  if (/^(old mode|new mode|new file mode|deleted file mode) \d+$/.test(line)) {
    file.traits.push(line);
    if (line.startsWith('new file')) file.oldPath = null;
    if (line.startsWith('deleted file')) file.newPath = null;
    return;
  }
  const move = /^(rename|copy) (from|to) (.+)$/s.exec(line);
  if (move) {
    const { path } = readGitPath(move[3] ?? '');
    file.traits.push(`${move[1]} ${move[2]} ${path}`);
    if (move[2] === 'from') file.oldPath = path;
    else file.newPath = path;
  } else if (/^Binary files .* differ$/.test(line)) file.traits.push(line);
}

function nextFile(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index > from && line.startsWith('diff --git '));
  return next < 0 ? lines.length : next;
}

function pathOf(headerLine: string): string | null {
  const { path } = readGitPath(headerLine.slice(4));
  return path === '/dev/null' ? null : withoutPrefix(path);
}

/** The first folder goes, whatever its name, as `git apply` does it. */
function withoutPrefix(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

/** `a/x b/x`: git leaves blanks unquoted, so bare names can be parted only where both are the same. */
function pathsOfHeader(text: string): [string | null, string | null] {
  if (text.startsWith('"')) {
    const { path, rest } = readGitPath(text);
    return [withoutPrefix(path), withoutPrefix(readGitPath(rest.trimStart()).path)];
  }
  for (let cut = text.indexOf(' '); cut >= 0; cut = text.indexOf(' ', cut + 1)) {
    const left = withoutPrefix(text.slice(0, cut));
    const right = withoutPrefix(readGitPath(text.slice(cut + 1)).path);
    if (left === right) return [left, right];
  }
  return [null, null];
}
