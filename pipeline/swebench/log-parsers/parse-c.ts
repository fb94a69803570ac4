import { lastMatch, pythonPattern } from './python-pattern.ts';
import { lineParser, readLines } from './read-lines.ts';

const REDIS = pythonPattern(String.raw`^\[(ok|err|skip|ignore)\]:\s(.+?)(?:\s\(\d+\s*m?s\))?$`);
const IN_FILE = pythonPattern(String.raw`(?<!\s)\s+in\s+\S+$`);

/** Redis's and Valkey's `[ok]: name (12 ms)`; a failure also names its file, which is no part of the test's name. */
export function parseRedis(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const [, word, name] = REDIS.exec(line) ?? [];
    if (name === undefined) return null;
    if (word === 'ok') return [name, 'PASSED'];
    return word === 'err' ? [name.replace(IN_FILE, ''), 'FAILED'] : [name, 'SKIPPED'];
  });
}

/** automake's `PASS: name`, as jq's `make check` prints it. */
export const parseJq = lineParser(pythonPattern(String.raw`^(?<word>PASS|FAIL):\s(?<name>.+)$`), {
  PASS: 'PASSED',
  FAIL: 'FAILED',
});

/** MicroPython's `pass  file.py`. */
export const parseMicropython = lineParser(
  pythonPattern(String.raw`^(?<word>pass|FAIL|skip)\s+(?<name>.+)$`),
  { pass: 'PASSED', FAIL: 'FAILED', skip: 'SKIPPED' },
);

const TAG = pythonPattern(String.raw`\[\s*(OK|FAILED)\s*\]\s`, 'g');
const PARENTHESIS = pythonPattern(String.raw`\s\(`, 'g');

/** GoogleTest's `[       OK ] Suite.test (0 ms)`, with whatever ctest puts before it. */
export function parseGoogletest(log: string): Map<string, string> {
  return readLines(log, (line) => {
    if (!line.endsWith(')')) return null;
    const end = lastMatch(line, PARENTHESIS)?.index ?? 0;
    const tag = lastMatch(line.slice(0, end), TAG);
    if (tag === undefined) return null;
    return [line.slice(tag.index + tag[0].length, end), tag[1] === 'OK' ? 'PASSED' : 'FAILED'];
  });
}
