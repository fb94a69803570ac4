import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../../domain/errors.ts';
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
    ['problem_statement', { problem_statement: undefined }, 'missing; every row needs it'],
    ['instance_id', { instance_id: null }, 'missing; every row needs it'],
    ['repo', { repo: '' }, 'empty; every row needs it'],
    ['problem_statement', { problem_statement: ['a'] }, 'not a text'],
    ['image', { image: 7 }, 'not a text'],
    ['image_root', { image_root: 'testbed' }, 'an absolute path'],
    ['run_command', { run_command: 'python3' }, '{script}'],
    ['language', { language: 'cobol' }, 'cobol is unknown; name run_command too, or one of python, '],
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

  test('of the older generation, without an image, gets the official one and its environment', async () => {
    const { image: _, ...older } = ROW;
    const { issues, problems } = await readIssues(await dataset({ ...older, instance_id: 'Octo__Calc-7' }));
    expect(problems).toEqual([]);
    expect(issues[0]?.image).toEqual({
      name: 'swebench/sweb.eval.x86_64.octo_1776_calc-7:latest',
      root: '/testbed',
      setup: 'source /opt/miniconda3/bin/activate && conda activate testbed',
    });
  });

  test.each([
    ['axios/axios', {}, 'javascript', ''],
    ['gin-gonic/gin', {}, 'go', ''],
    ['gin-gonic/gin', { language: 'shell' }, 'shell', ''],
    ['django/django', {}, 'python', 'source /opt/miniconda3/bin/activate && conda activate testbed'],
    ['my/own', {}, 'python', 'source /opt/miniconda3/bin/activate && conda activate testbed'],
  ])('of %s with %j is in %s', async (repo, own, language, setup) => {
    const { issues } = await readIssues(await dataset({ ...ROW, repo, ...own }));
    expect(issues[0]?.language).toBe(language);
    expect(issues[0]?.runCommand).toContain('{script}');
    expect(issues[0]?.image.setup).toBe(setup);
  });

  test.each([
    ['swebench/sweb.eval.x86_64.a_1776_b-1:latest', true],
    ['sweb.eval.x86_64.a__b-1:latest', true],
    ['mirror.example/team/swe-bench.eval.x86_64.a__b-1', true],
    ['mine/evaluation.eval.x:1', false],
    ['', false],
  ])('with the image %j activates the official environment: %s', async (image, isOfficial) => {
    const { issues } = await readIssues(await dataset({ ...ROW, image }));
    expect(issues[0]?.image.name).toBe(image);
    expect(issues[0]?.image.setup !== '').toBe(isOfficial);
  });

  test('that says how its image is made gets a name that no registry has, by its recipe', async () => {
    const { image: _, ...bare } = ROW;
    const namesOf = async (...own: readonly object[]) => {
      const rows = own.map((change, number) => ({ ...bare, instance_id: `own-${number}`, ...change }));
      return (await readIssues(await dataset(...rows))).issues.map(({ image }) => image);
    };
    const [first, second] = await namesOf({ dockerfile: 'FROM a' }, { image_recipe: { debian: 'bookworm' } });
    expect(first).toEqual({
      name: expect.stringMatching(/^troop-built\/own:[0-9a-f]{16}$/),
      root: '/testbed',
      setup: '',
    });
    expect(second?.name).toMatch(/^troop-built\/own:/);
    const [other] = await namesOf({ dockerfile: 'FROM b' });
    expect(new Set([first?.name, second?.name, other?.name]).size).toBe(3);
    expect(await namesOf({ dockerfile: 'FROM a', image: 'mine:1' })).toMatchObject([{ name: 'mine:1' }]);
  });

  test('of a folder needs no image; a relative one starts at the data set', async () => {
    const { image: _, ...bare } = ROW;
    const { issues } = await readIssues(
      await dataset(...['/a/b', './c', '../d'].map((repo) => ({ ...bare, repo, instance_id: repo }))),
    );
    expect(issues.map(({ repository }) => repository)).toEqual([
      '/a/b',
      join(folder, 'c'),
      join(folder, '..', 'd'),
    ]);
    expect(issues.map(({ image }) => image)).toEqual(
      issues.map(() => ({ name: '', root: '/testbed', setup: '' })),
    );
  });

  test('that differs from another in case or space alone is another instance', async () => {
    const ids = ['owner__name-1', 'Owner__name-1', 'owner__name-1 '];
    const { issues, problems } = await readIssues(
      await dataset(...ids.map((id) => ({ ...ROW, instance_id: id }))),
    );
    expect(problems).toEqual([]);
    expect(issues.map(({ instanceId }) => instanceId)).toEqual(ids);
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

describe('a row that cannot be graded', () => {
  test.each([
    ['FAIL_TO_PASS', { FAIL_TO_PASS: 'SECRET and no list' }],
    ['PASS_TO_PASS', { PASS_TO_PASS: ['SECRET', 1] }],
    ['log_parser', { log_parser: 'parse_log_cobol' }],
    ['log_parser', { log_parser: undefined, repo: 'nobody/knows' }],
  ])('for its %s is refused when it is read, by its place, without the answer', async (field, change) => {
    const path = await dataset(ROW, { ...ROW, instance_id: 'x', ...change });
    const { issues, problems } = await readIssues(path);
    expect(issues.map(({ instanceId }) => instanceId)).toEqual(['owner__name-1']);
    expect(problems).toMatchObject([{ line: 2, field, onlyGrading: true }]);
    expect(problems[0]?.message).toContain(`rows.jsonl:2: ${field}: `);
    expect(JSON.stringify(problems)).not.toContain('SECRET');
  });

  test('is taken where nothing is to be graded, and so is one that names no hidden tests', async () => {
    const path = await dataset({ ...ROW, FAIL_TO_PASS: 'no list' });
    expect((await readIssues(path, { graded: false })).issues).toHaveLength(1);
    const { FAIL_TO_PASS: _, PASS_TO_PASS: __, eval_script: ___, patch: ____, ...bare } = ROW;
    expect((await readIssues(await dataset(bare))).problems).toEqual([]);
  });
});
