import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';
import { lineParser } from './read-lines.ts';

const TEST_OPTION = '-Dtest=';
const NAME = pythonPattern(String.raw`\S+`, 'y');
const BUILD = /BUILD (SUCCESS|FAILURE)$/;

/**
 * Maven says nothing of tests that pass, so each test is a run of its own: the command, as the shell's trace shows
 * it, names the test, and the build's end has its result. Commands and ends may come out of step; they are paired in
 * order.
 */
export function parseMaven(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const tests: string[] = [];
  const early: string[] = [];
  const settle = (test: string, result: string) =>
    statuses.set(test, result === 'SUCCESS' ? 'PASSED' : 'FAILED');
  for (const raw of log.split('\n')) {
    const line = strip(raw);
    const name = testOption(line);
    if (name !== null) tests.push(name);
    const result = BUILD.exec(line)?.[1];
    if (result === undefined) continue;
    const test = tests.shift();
    if (test === undefined) early.push(result);
    else settle(test, result);
  }
  for (const [index, result] of early.entries()) {
    const test = tests[index];
    if (test !== undefined) settle(test, result);
  }
  return statuses;
}

/** The last option of a line that has a value. */
function testOption(line: string): string | null {
  for (let at = line.length; at > 0; ) {
    at = line.lastIndexOf(TEST_OPTION, at - 1);
    if (at < 0) return null;
    NAME.lastIndex = at + TEST_OPTION.length;
    const name = NAME.exec(line)?.[0];
    if (name !== undefined) return name;
  }
  return null;
}

/** Lombok's own formatter under ant: `[junit] [PASS] name`. */
export const parseAnt = lineParser(
  pythonPattern(String.raw`^\[junit\]\s+\[(?<word>PASS|FAIL|ERR)\]\s+(?<name>.*)$`),
  { PASS: 'PASSED', FAIL: 'FAILED', ERR: 'FAILED' },
);

const ENDS_WITH_STATUS = pythonPattern(String.raw`\s(PASSED|FAILED)$`);
const TEST_WITH_STATUS = pythonPattern('^[^>].+$');
const TEST_ALONE = pythonPattern(String.raw`^[^>]\S*\s+>\s+\S+$`);

/**
 * Gradle told to print every test: `Class > test PASSED`. Other output may part the two; a status alone then belongs
 * to the test that was last announced.
 */
export function parseGradle(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  let announced: string | null = null;
  for (const raw of log.split('\n')) {
    const line = strip(raw);
    const ending = ENDS_WITH_STATUS.exec(line);
    const test = ending === null ? '' : line.slice(0, ending.index);
    if (ending !== null && TEST_WITH_STATUS.test(test)) {
      statuses.set(test, ending[1] ?? '');
      announced = null;
    } else if (TEST_ALONE.test(line)) {
      announced = line;
    } else if (announced !== null && (line === 'PASSED' || line === 'FAILED')) {
      statuses.set(announced, line);
      announced = null;
    }
  }
  return statuses;
}
