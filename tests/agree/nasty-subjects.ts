import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NASTY_LOGS } from './nasty-logs.ts';
import type { Subject } from './subject.ts';

/** The nasty logs as files in a folder. */
export function nastySubjects(folder: string): Promise<Subject[]> {
  return Promise.all(
    NASTY_LOGS.map(async ({ name, columns, log, patch }, index): Promise<Subject> => {
      const logPath = join(folder, `nasty-${index}.log`);
      await writeFile(logPath, log);
      return { key: name, columns, logPath, patch, kind: 'nasty', expected: null };
    }),
  );
}
