import { readLines } from './read-lines.ts';

const HEADING = /^--- (PASS|FAIL|SKIP): /;
const STATUSES: Readonly<Record<string, string>> = { PASS: 'PASSED', FAIL: 'FAILED', SKIP: 'SKIPPED' };

/** `go test -v`: `--- PASS: TestX/sub_test (0.00s)`, subtests indented. */
export function parseGotest(log: string): Map<string, string> {
  return readLines(log, (line) => {
    const [heading, word = ''] = HEADING.exec(line) ?? [];
    const status = STATUSES[word];
    if (heading === undefined || status === undefined) return null;
    const end = beforeLastParenthesis(line);
    return end > heading.length ? [line.slice(heading.length, end), status] : null;
  });
}

/** Where the ` (...)` begins that ends a line and is not empty; -1 where the line does not end so. */
export function beforeLastParenthesis(line: string): number {
  return line.endsWith(')') ? line.lastIndexOf(' (', line.length - 4) : -1;
}
