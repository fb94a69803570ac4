import { pythonPattern } from './python-pattern.ts';
import { UnreadableLog } from './unreadable-log.ts';

const RESULT = pythonPattern(String.raw`^\s*([✔✖])\s(.*)$`);
const HEADING = pythonPattern(String.raw`^(\s+)\s(.*)$`);

/**
 * preact's karma tree, from the browser's start to the summary. A suite is opened by a heading that stands further
 * in, and one is closed by a heading that stands further out, which itself opens none. Throws UnreadableLog where
 * more are closed than were opened.
 */
export function parseKarma(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const suites: string[] = [];
  let depth = -1;
  let hasStarted = false;
  for (const line of log.split('\n')) {
    if (line.startsWith('SUMMARY:')) break;
    if (line.includes('Starting browser')) {
      hasStarted = true;
      continue;
    }
    if (!hasStarted) continue;
    const [, mark, test] = RESULT.exec(line) ?? [];
    if (test !== undefined) {
      statuses.set([...suites, test].join(' > '), mark === '✔' ? 'PASSED' : 'FAILED');
      continue;
    }
    const [, { length: indent } = '', heading] = HEADING.exec(line) ?? [];
    if (heading === undefined) continue;
    if (indent > depth) suites.push(heading);
    else if (indent < depth && suites.pop() === undefined) {
      throw new UnreadableLog(
        `IndexError: a suite ends that never began, in the line ${JSON.stringify(line)}`,
      );
    }
    depth = indent;
  }
  return statuses;
}
