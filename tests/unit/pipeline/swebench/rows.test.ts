import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../../domain/errors.ts';
import { readOracle } from '../../../../pipeline/swebench/oracle.ts';
import { readIssues } from '../../../../pipeline/swebench/rows.ts';

const ROW = {
  instance_id: 'owner__name-1',
  repo: 'owner/name',
  base_commit: 'a'.repeat(40),
  problem_statement: 'It fails.\u2028Always.',
  image: 'swebench/sweb.eval.x86_64.owner_1776_name-1:latest',
  hints_text: 'SECRET hint',
  created_at: 'SECRET date',
  patch: 'SECRET patch',
  test_patch: 'SECRET tests',
  eval_script: 'SECRET script',
  FAIL_TO_PASS: '["SECRET one"]',
  PASS_TO_PASS: ['SECRET two'],
  log_parser: 'parse_log_django',
  eval_type: 'pass_and_fail',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troop-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function dataset(...rows: readonly (object | string)[]): Promise<string> {
  const path = join(folder, 'rows.jsonl');
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('a row', () => {
  test('of the official layout becomes an issue in its environment', async () => {
    const { issues, problems } = await readIssues(await dataset(ROW));
    expect(problems).toEqual([]);
    expect(issues).toEqual([
      {
        instanceId: 'owner__name-1',
        repository: 'owner/name',
        baseCommit: 'a'.repeat(40),
        text: 'It fails.\u2028Always.',
        image: {
          name: ROW.image,
          root: '/testbed',
          setup: 'source /opt/miniconda3/bin/activate && conda activate testbed',
        },
        language: 'python',
        runCommand: 'python3 {script}',
      },
    ]);
  });

  test('hands on nothing of the answer', async () => {
    const { issues } = await readIssues(await dataset(ROW));
    expect(JSON.stringify(issues)).not.toContain('SECRET');
  });

  test("of one's own says where and how its scripts run", async () => {
    const own = { image: 'mine:1', image_root: '/code', image_setup: 'export A=1', language: 'javascript' };
    const { issues } = await readIssues(await dataset({ ...ROW, ...own }));
    expect(issues[0]).toMatchObject({
      image: { name: 'mine:1', root: '/code', setup: 'export A=1' },
      language: 'javascript',
      runCommand: 'node {script}',
    });
  });

  test("of an image of one's own needs no set-up, and null stands for a column left out", async () => {
    const own = { image: '', image_setup: null, language: null, run_command: null, image_root: null };
    const { issues } = await readIssues(await dataset({ ...ROW, ...own }));
    expect(issues[0]).toMatchObject({ image: { name: '', root: '/testbed', setup: '' }, language: 'python' });
  });

  test.each([
    ['base_commit', { base_commit: 'abc' }, 'a full 40-digit commit id'],
    ['problem_statement', { problem_statement: undefined }, 'expected string'],
    ['image', { image: undefined }, 'expected string'],
    ['image_root', { image_root: 'testbed' }, 'an absolute path'],
    ['run_command', { run_command: 'python3' }, '{script}'],
    ['run_command', { language: 'cobol' }, 'no default for language cobol'],
  ])('with a bad %s is told by file, line and field, and the others go on', async (field, change, words) => {
    const { issues, problems } = await readIssues(
      await dataset({ ...ROW, ...change }, '', { ...ROW, instance_id: 'owner__name-2' }),
    );
    expect(issues.map(({ instanceId }) => instanceId)).toEqual(['owner__name-2']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 1, field });
    expect(problems[0]?.message).toContain(`rows.jsonl:1: ${field}: `);
    expect(problems[0]?.message).toContain(words);
  });

  test('that is no JSON object is a problem of its line', async () => {
    const { issues, problems } = await readIssues(await dataset('{"instance_id": ', '[]', ROW));
    expect(issues).toHaveLength(1);
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [1, ''],
      [2, ''],
    ]);
  });

  test('that repeats an instance is a problem, and the first one counts', async () => {
    const { issues, problems } = await readIssues(
      await dataset(ROW, { ...ROW, problem_statement: 'Other.' }),
    );
    expect(issues.map(({ text }) => text)).toEqual([ROW.problem_statement]);
    expect(problems[0]?.message).toContain('rows.jsonl:2: instance_id: owner__name-1 occurs twice');
  });
});

test('a data set that is not there, or of another format, is the user’s error', async () => {
  await expect(readIssues(join(folder, 'none.jsonl'))).rejects.toThrow(UsageError);
  await expect(readIssues(join(folder, 'rows.parquet'))).rejects.toThrow(/cannot be read/);
});

describe('the oracle', () => {
  test('reads lists given as arrays and as JSON text', async () => {
    const oracle = await readOracle(await dataset({ ...ROW, instance_id: 'x' }, ROW), 'owner__name-1');
    expect(oracle).toEqual({
      goldPatch: 'SECRET patch',
      evalScript: 'SECRET script',
      failToPass: ['SECRET one'],
      passToPass: ['SECRET two'],
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
  ])('names a %s that grading cannot use', async (column, change) => {
    const path = await dataset(ROW, { ...ROW, instance_id: 'x', ...change });
    await expect(readOracle(path, 'x')).rejects.toThrow(UsageError);
    await expect(readOracle(path, 'x')).rejects.toThrow(
      new RegExp(`rows.jsonl:2: x cannot be graded: ${column}`),
    );
  });

  test('says which instance has no row', async () => {
    await expect(readOracle(await dataset(ROW), 'y')).rejects.toThrow('rows.jsonl: no row for y');
  });
});
