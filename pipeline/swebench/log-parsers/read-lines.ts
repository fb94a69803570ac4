import { strip } from '../python-text.ts';
import type { LogParser } from './registry.ts';

/** A test's name and its status. */
export type Result = readonly [name: string, status: string];

/** Statuses of a log that has one result a line; `read` gets each line without the white space around it. */
export function readLines(log: string, read: (line: string) => Result | null): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const line of log.split('\n')) {
    const result = read(strip(line));
    if (result !== null) statuses.set(result[0], result[1]);
  }
  return statuses;
}

/**
 * A parser of lines that a pattern with the groups `word` and `name` matches; lines with a word that `meaning` lacks
 * are passed over.
 */
export function lineParser(pattern: RegExp, meaning: Readonly<Record<string, string>>): LogParser {
  return (log) =>
    readLines(log, (line) => {
      const { word, name } = pattern.exec(line)?.groups ?? {};
      if (word === undefined || name === undefined) return null;
      const status = Object.hasOwn(meaning, word) ? meaning[word] : undefined;
      return status === undefined ? null : [name, status];
    });
}
