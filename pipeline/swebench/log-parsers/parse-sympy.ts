import { strip, words } from '../python-text.ts';

const ENDINGS = [
  [' E', 'ERROR'],
  [' F', 'FAILED'],
  [' ok', 'PASSED'],
] as const;

/** sympy's own runner: `test_name ok`, and for each failure a rule line `____ path.py:test_name ____`. */
export function parseSympy(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const lines = log.split('\n');
  for (const line of lines) {
    const failed = failureHeading(line);
    if (failed !== null) statuses.set(failed, 'FAILED');
  }
  for (const line of lines.map(strip)) {
    if (!line.startsWith('test_')) continue;
    const status = ENDINGS.find(([ending]) => line.endsWith(ending))?.[1];
    const [name] = words(line);
    if (status !== undefined && name !== undefined) statuses.set(name, status);
  }
  return statuses;
}

/**
 * What `_* (.*)\.py:(.*) _*`, the official pattern, finds in a line: all between its first and last space, where
 * `.py:` occurs in between. Found by searching, since the pattern itself is quadratic in long lines.
 */
function failureHeading(line: string): string | null {
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  const suffix = last < 4 ? -1 : line.lastIndexOf('.py:', last - 4);
  return first >= 0 && suffix > first ? line.slice(first + 1, last) : null;
}
