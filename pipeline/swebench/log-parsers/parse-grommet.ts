import { strip } from '../python-text.ts';
import { LINE_START, pythonPattern } from './python-pattern.ts';

const FAIL = pythonPattern(String.raw`${LINE_START}FAIL\s(.*)`, 'g');
const PASS = pythonPattern(String.raw`${LINE_START}PASS\s(.*)`, 'g');
const TIME_AT_END = pythonPattern(String.raw`\s\([\d.]+\s?(?:ms|s)\)$`);

/** grommet's jest: a whole test file is one test. */
export function parseGrommet(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const [pattern, status] of [
    [FAIL, 'FAILED'],
    [PASS, 'PASSED'],
  ] as const) {
    for (const [, name = ''] of log.matchAll(pattern)) {
      statuses.set(strip(name).replace(TIME_AT_END, ''), status);
    }
  }
  return statuses;
}
