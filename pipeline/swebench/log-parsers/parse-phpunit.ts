import { beforeLastParenthesis } from './parse-gotest.ts';
import { pythonPattern } from './python-pattern.ts';

const SUITE = pythonPattern(String.raw`^\w.+$`);
const TEST = pythonPattern(String.raw`^\s*([✔✘↩])\s*(.*)$`);
const STATUSES: Readonly<Record<string, string>> = { '✔': 'PASSED', '✘': 'FAILED', '↩': 'SKIPPED' };

/** `phpunit --testdox`: a suite's line, `Name (Namespace\NameTest)`, then a line with a mark for each test. */
export function parsePhpunit(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  // The official name of a test before any suite.
  let suite = 'None';
  for (const line of log.split('\n')) {
    const end = beforeLastParenthesis(line);
    const heading = end < 0 ? '' : line.slice(0, end);
    if (SUITE.test(heading)) {
      suite = heading;
      continue;
    }
    const [, mark = '', name] = TEST.exec(line) ?? [];
    const status = STATUSES[mark];
    if (name !== undefined && status !== undefined) statuses.set(`${suite} > ${name}`, status);
  }
  return statuses;
}
