import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../../domain/errors.ts';
import { readOracle } from '../../../../pipeline/swebench/oracle.ts';

const ROW = {
  instance_id: 'owner__name-1',
  repo: 'owner/name',
  patch: 'gold',
  test_patch: 'tests',
  eval_script: 'script',
  FAIL_TO_PASS: '["one"]',
  PASS_TO_PASS: ['two'],
  log_parser: 'parse_log_django',
  eval_type: 'pass_and_fail',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troop-oracle-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function dataset(...rows: readonly object[]): Promise<string> {
  const path = join(folder, 'rows.jsonl');
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

describe('the answer in a data set', () => {
  test('has lists given as arrays and as JSON text', async () => {
    const oracle = await readOracle(await dataset({ ...ROW, instance_id: 'x' }, ROW), 'owner__name-1');
    expect(oracle).toEqual({
      goldPatch: 'gold',
      evalScript: 'script',
      failToPass: ['one'],
      passToPass: ['two'],
      logParser: 'parse_log_django',
      evalType: 'pass_and_fail',
    });
  });

  test.each([
    ['eval_script', { eval_script: undefined }],
    ['FAIL_TO_PASS', { FAIL_TO_PASS: 'not a list' }],
    ['PASS_TO_PASS', { PASS_TO_PASS: '["a", 1]' }],
    ['log_parser', { log_parser: 'parse_log_cobol' }],
    ['eval_type', { eval_type: 'both' }],
  ])('with a %s that grading cannot use is told by file, line and column', async (column, change) => {
    const path = await dataset(ROW, { ...ROW, instance_id: 'x', ...change });
    await expect(readOracle(path, 'x')).rejects.toThrow(UsageError);
    await expect(readOracle(path, 'x')).rejects.toThrow(
      new RegExp(`rows.jsonl:2: x cannot be graded: ${column}`),
    );
  });

  test('that has no row for an instance says so', async () => {
    await expect(readOracle(await dataset(ROW), 'y')).rejects.toThrow('rows.jsonl: no row for y');
  });
});
