import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { savedLogs } from './saved-logs.ts';

let folder: string;
let dataset: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troop-saved-'));
  dataset = join(folder, 'rows.jsonl');
  await writeFile(dataset, `${JSON.stringify({ instance_id: 'calc__calc-1', repo: 'calc/calc' })}\n`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function save(run: string, instance: string, files: Record<string, string>): Promise<void> {
  const place = join(folder, run, 'model', instance);
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
}

describe('logs that the official harness left', () => {
  test('are found by the name of their folder, with the patch beside and the row of the data set', async () => {
    await save('run-b', 'calc__calc-1', { 'test_output.txt': 'log', 'patch.diff': 'a patch' });
    await save('run-a', 'calc__calc-1', { 'test_output.txt': 'log' });
    await save('run-a', 'other__other-1', { 'test_output.txt': 'log' });
    const found = await savedLogs(folder, dataset);
    expect(found.map(({ key, patch, columns, expected }) => [key, patch, columns.repo, expected])).toEqual([
      [join('run-a', 'model', 'calc__calc-1'), '', 'calc/calc', null],
      [join('run-b', 'model', 'calc__calc-1'), 'a patch', 'calc/calc', null],
    ]);
  });

  test('a folder without any is refused', async () => {
    await save('run', 'other__other-1', { 'test_output.txt': 'log' });
    await expect(savedLogs(folder, dataset)).rejects.toThrow('no test_output.txt');
  });
});
