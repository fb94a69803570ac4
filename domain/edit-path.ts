/** Why a path may not be edited whatever the repository holds; null for a good one. */
export function pathProblem(path: string): string | null {
  const parts = path.split('/');
  if (path === '') return 'the path is empty';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'the path holds control characters';
  if (path.includes('\\')) return 'the path holds a backslash; folders are parted by "/"';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    return "the path must be relative to the repository's root";
  if (parts.includes('..')) return 'the path leads out of its folder with ".."';
  if (parts.some((part) => part === '' || part === '.')) return 'the path has an empty or "." part';
  // Some file systems take these for .git; git itself refuses them all.
  if (parts.some((part) => /^(\.git|git~1)[ .]*$/i.test(part)))
    return "git's own folder is not part of the code";
  return null;
}
