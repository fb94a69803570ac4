import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';
import { SuiteStack } from './suite-stack.ts';
import { UnreadableLog } from './unreadable-log.ts';

/** The trace of each jest command begins a part of the log. */
const COMMAND = ' ./node_modules/.bin/jest ';
const SUMMARY = ['Test Suites', '  ● '];
const RESULT = pythonPattern(String.raw`^\s+([✓✕])\s(.*)$`);
const TIME = pythonPattern(String.raw`\(\d+ms\)`);
const TIME_AT_END = pythonPattern(String.raw`\(\d+ms\)$`);

/**
 * Calypso's `jest --verbose`, suites and test joined. Throws UnreadableLog on a result that does not stand in, or
 * that has its time elsewhere than at its end.
 */
export function parseCalypso(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const suites = new SuiteStack();
  for (const part of log.split(COMMAND).slice(1)) {
    for (const line of part.split('\n')) {
      if (SUMMARY.some((start) => line.startsWith(start))) break;
      const mark = strip(line).charAt(0);
      if (mark === '✓' || mark === '✕') {
        // Before the first suite the joint stays.
        const name = strip(`${suites.names.join(' - ')} - ${testName(line)}`);
        statuses.set(name, mark === '✓' ? 'PASSED' : 'FAILED');
      } else {
        suites.readHeading(line);
      }
    }
  }
  return statuses;
}

function testName(line: string): string {
  const name = RESULT.exec(line)?.[2];
  if (name === undefined || TIME.test(line) !== TIME_AT_END.test(line)) {
    throw new UnreadableLog(
      `AttributeError: no test's name in the line ${JSON.stringify(line.slice(0, 200))}`,
    );
  }
  return name.replace(TIME_AT_END, '');
}
