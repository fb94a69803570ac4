import { PYTHON_SPACE } from '../python-text.ts';
import { collapseSpaces } from './collapse-spaces.ts';
import { lineEnds } from './line-tails.ts';
import { pythonPattern } from './python-pattern.ts';

const NUMBER = pythonPattern(String.raw`\s{2}\d+\)`, 'g');

/**
 * ESLint's mocha: what stands between a failure's number and the line with its error, which may be several lines.
 * Tests that pass are not told.
 */
export function parseEslint(log: string): Map<string, string> {
  const names: string[] = [];
  let behind = 0;
  for (const { index, 0: number } of log.matchAll(NUMBER)) {
    if (index < behind) continue;
    const start = index + number.length;
    const error = errorBehind(log, start);
    if (error === null) break;
    names.push(log.slice(start, error.from));
    behind = error.behind;
  }
  return new Map(names.map((name) => [collapseSpaces(name), 'FAILED']));
}

const SPACES = new RegExp(`${PYTHON_SPACE}+`, 'gu');
const ERROR = 'Error';

/**
 * The first white space from `start` on that has an error in the rest of the line that it leads to, and where the
 * last such error ends.
 */
function errorBehind(log: string, start: number): { from: number; behind: number } | null {
  const endOf = lineEnds(log);
  let next = log.indexOf(ERROR, start);
  let from = start;
  while (next >= 0) {
    SPACES.lastIndex = from;
    const spaces = SPACES.exec(log);
    if (spaces === null) return null;
    const line = spaces.index + spaces[0].length;
    if (next < line) next = log.indexOf(ERROR, line);
    const end = endOf(line);
    if (next >= 0 && next < end) {
      return { from: spaces.index, behind: log.lastIndexOf(ERROR, end - ERROR.length) + ERROR.length };
    }
    from = line;
  }
  return null;
}
