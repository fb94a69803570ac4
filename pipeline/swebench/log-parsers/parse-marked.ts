import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';

const NUMBERED = pythonPattern(String.raw`^\d+\)\s(.*)`);

/** marked's jasmine: the numbered list of failures; tests that pass are not told. */
export function parseMarked(log: string): Map<string, string> {
  const names = log.split('\n').flatMap((line) => NUMBERED.exec(line)?.[1] ?? []);
  return new Map(names.map((name) => [strip(name), 'FAILED']));
}
