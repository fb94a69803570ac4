import { strip } from '../python-text.ts';
import { lastMatch, pythonPattern } from './python-pattern.ts';
import { lineParser, readLines } from './read-lines.ts';

const JEST = pythonPattern(String.raw`^(✓|✕|○)\s(.+?)(?:\s\(\d+\s*m?s\))?$`);
const MARKS: Readonly<Record<string, string>> = {
  '✓': 'PASSED',
  '✕': 'FAILED',
  '○': 'SKIPPED',
  '×': 'FAILED',
  '↓': 'SKIPPED',
};

/** `jest --verbose`: a mark, the test's name without its suites', and a time. */
export function parseJest(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const [, mark = '', name] = JEST.exec(line) ?? [];
    return name === undefined ? null : [strip(name), MARKS[mark] ?? ''];
  });
}

const VITEST = pythonPattern(String.raw`^(✓|×|↓)\s(.+?)(?:\s(?:\d+\s*m?s?|\[skipped\]))?$`);

/** `vitest --reporter=verbose`: suites and test in one line. */
export function parseVitest(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const [, mark = '', name] = VITEST.exec(line) ?? [];
    return name === undefined ? null : [name, MARKS[mark] ?? ''];
  });
}

/** jest's JSON made into lines by the test command: `[PASSED] suite > test`. */
export const parseJestJson = lineParser(
  pythonPattern(String.raw`^\[(?<word>PASSED|FAILED)\]\s(?<name>.+)$`),
  {
    PASSED: 'PASSED',
    FAILED: 'FAILED',
  },
);

const SUITE_FILE = pythonPattern(String.raw`^(PASS|FAIL)\s(.*)$`);
/** Milliseconds before seconds: the first kind of time that a line has anywhere is cut off, with what follows it. */
const TIMES = [String.raw`\s\([\d.]+ms\)`, String.raw`\s\([\d.]+\ss\)`, String.raw`\s\([\d.]+s\)`].map(
  (source) => pythonPattern(source, 'g'),
);

/** jest without `--verbose`: a whole test file is one test, `PASS path (5.2 s)`. */
export function parseJestFiles(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, word, name] = SUITE_FILE.exec(line) ?? [];
    if (name === undefined) continue;
    const time = TIMES.map((pattern) => lastMatch(name, pattern)).find((found) => found !== undefined);
    statuses.set(name.slice(0, time?.index), word === 'PASS' ? 'PASSED' : 'FAILED');
  }
  return statuses;
}
