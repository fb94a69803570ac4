import { words } from '../python-text.ts';

/** seaborn's pytest output: short summary and verbose lines mixed; only passed and failed tests are told. */
export function parseSeaborn(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [first, second] = words(line);
    if (first === undefined || second === undefined) continue;
    if (line.startsWith('FAILED')) {
      statuses.set(second, 'FAILED');
    } else if (line.includes(' PASSED ')) {
      if (second === 'PASSED') statuses.set(first, 'PASSED');
    } else if (line.startsWith('PASSED')) {
      statuses.set(second, 'PASSED');
    }
  }
  return statuses;
}
