import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';

const TEST = /\[(?:smoke|unit)\]/;
const TEMPORARY = [pythonPattern(String.raw`/tmp/\w+\.qmd`), pythonPattern(String.raw`/tmp/\w+/`)];

/**
 * Quarto's Deno tests, `[smoke] > name ... ok`, up to the list of failures. Temporary files are numbered in order of
 * appearance, since their names differ from run to run. A test without a result has failed.
 */
export function parseQuartoCli(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const numbers = new Map<string, number>();
  for (const raw of log.split('\n')) {
    if (raw.includes('ERRORS') || raw.includes('failures:')) break;
    if (!TEST.test(raw)) continue;
    const line = withNumberedFiles(raw, numbers);
    if (isSummary(line)) continue;
    const name = strip(line.split('...')[0] ?? '');
    const status = statusIn(line);
    if (status !== null) statuses.set(name, status);
    else if (!statuses.has(name)) statuses.set(name, 'FAILED');
  }
  return statuses;
}

function withNumberedFiles(raw: string, numbers: Map<string, number>): string {
  return TEMPORARY.reduce((line, pattern) => {
    const file = pattern.exec(line)?.[0];
    if (file === undefined) return line;
    const number = numbers.get(file) ?? numbers.size;
    numbers.set(file, number);
    // As officially: every such file of the line takes the number of the first.
    return line.replace(new RegExp(pattern, 'gu'), `/tmp/${number}`);
  }, raw);
}

/** Colours are left in the log, and tell the results. */
function statusIn(line: string): string | null {
  if (line.includes('32mok')) return 'PASSED';
  return line.includes('31mFAILED') ? 'FAILED' : null;
}

function isSummary(line: string): boolean {
  const counts = ['passed', 'failed', 'steps'].every((word) => line.includes(word));
  return counts || line.startsWith('test result:') || line.includes('34mINFO');
}
