import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';
import type { Subject } from './subject.ts';

const LOG = 'test_output.txt';

/**
 * Logs as the official harness leaves them, `.../INSTANCE/test_output.txt` with `patch.diff` beside: every one below a
 * folder whose instance the data set has. Throws a UsageError where there is none.
 */
export async function savedLogs(folder: string, datasetPath: string): Promise<Subject[]> {
  const rows = new Map<unknown, Subject['columns']>();
  for (const { columns } of await readDataset(datasetPath)) {
    if (columns) rows.set(columns.instance_id, columns);
  }
  const files = await readdir(folder, { recursive: true });
  const subjects: Subject[] = [];
  for (const file of files.filter((path) => basename(path) === LOG).sort()) {
    const columns = rows.get(basename(dirname(file)));
    if (!columns) continue;
    const logPath = resolve(folder, file);
    // Without the model's patch the harness has run base.
    const patch = await readFile(join(dirname(logPath), 'patch.diff'), 'utf8').catch(() => '');
    subjects.push({ key: dirname(file), columns, logPath, patch, kind: 'saved', expected: null });
  }
  if (subjects.length === 0) {
    throw new UsageError(`${folder} holds no ${LOG} in a folder named by an instance of ${datasetPath}`);
  }
  return subjects;
}
