import { lastMatch, pythonPattern } from './python-pattern.ts';
import { readLines } from './read-lines.ts';

/**
 * minitest -v: `Suite#test_name. = 0.01 s = .`. The last of the result letters counts, an equals sign before it, and
 * the name ends at the last point with a space behind it before that.
 */
export function parseMinitest(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const outcome = Math.max(line.lastIndexOf('.'), line.lastIndexOf('F'), line.lastIndexOf('E'));
    const equals = outcome < 1 ? -1 : line.lastIndexOf('=', outcome - 1);
    const end = equals < 3 ? -1 : line.lastIndexOf('. ', equals - 2);
    if (end < 1) return null;
    return [line.slice(0, end), line[outcome] === '.' ? 'PASSED' : 'FAILED'];
  });
}

const PROGRESS = / (\.+)(F?)/g;

/** cucumber's progress: a name and a row of points, with an F where a step failed. */
export function parseCucumber(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const progress = [...line.matchAll(PROGRESS)].filter(
      ([, points = '', failed]) => failed || points.length > 1,
    );
    const last = progress.at(-1);
    if (last === undefined) return null;
    return [line.slice(0, last.index), last[2] === 'F' ? 'FAILED' : 'PASSED'];
  });
}

const UNIT_OUTCOME = pythonPattern(String.raw`:\s+(\.|[EFO](?!\w))`, 'g');
const UNIT_PREFIX = 'test: ';

/** test-unit -v: `test: name: .: (0.001)`. Omitted tests are skipped ones. */
export function parseRubyUnit(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const outcome = lastMatch(line, UNIT_OUTCOME);
    if (outcome === undefined || outcome.index === 0) return null;
    const start = line.startsWith(UNIT_PREFIX) && outcome.index > UNIT_PREFIX.length ? UNIT_PREFIX.length : 0;
    return [line.slice(start, outcome.index), unitStatus(outcome[1])];
  });
}

function unitStatus(letter: string | undefined): string {
  if (letter === '.') return 'PASSED';
  return letter === 'O' ? 'SKIPPED' : 'FAILED';
}

/** RSpec's JSON made into lines by the test command: `description - passed`. Pending tests are not told. */
export function parseRspec(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const passed = line.lastIndexOf(' - passed');
    const failed = line.lastIndexOf(' - failed');
    const end = Math.max(passed, failed);
    return end > 0 ? [line.slice(0, end), end === passed ? 'PASSED' : 'FAILED'] : null;
  });
}
