import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ran, troop } from '../support/run-main.ts';
import { patchOf, RANGES, type SmallRepository, smallRepository } from '../support/small-repository.ts';

const FIX = 'a reversed range counts down';
const KEEP = ['an ascending range counts up', 'a number stands for itself'];

type Row = Readonly<Record<string, unknown>>;

let place: SmallRepository;
let row: Row;

beforeEach(async () => {
  place = await smallRepository();
  row = JSON.parse(readFileSync(place.dataset, 'utf8'));
});

/** Checks these rows as processes of this machine: they are our own code. */
function check(rows: readonly Row[], ...options: readonly string[]): Promise<Ran> {
  writeFileSync(place.dataset, rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return troop(['check', place.dataset, '--sandbox', 'process', ...options]);
}

const findingSchema = z.object({
  what: z.string(),
  tests: z.array(z.object({ name: z.string(), status: z.string() })),
});
const documentSchema = z.object({
  rows: z.number(),
  badRows: z.number(),
  good: z.number(),
  bad: z.number(),
  flaky: z.number(),
  errored: z.number(),
  problems: z.array(z.string()),
  instances: z.array(
    z.object({
      instance: z.string(),
      state: z.string(),
      faults: z.array(findingSchema),
      gradings: z.array(z.object({ kind: z.string(), verdict: z.string() }).loose()),
    }),
  ),
});

function documentOf({ stdout, stderr }: Ran) {
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  return documentSchema.parse(JSON.parse(stdout));
}

describe('troop check', () => {
  test('grades base unresolved and gold resolved, and ends with 0 where every row is good', async () => {
    const ran = await check([row], '--json');
    expect(ran.status, ran.stderr).toBe(0);
    const document = documentOf(ran);
    expect(document).toMatchObject({
      rows: 1,
      badRows: 0,
      good: 1,
      bad: 0,
      flaky: 0,
      errored: 0,
      problems: [],
    });
    expect(document.instances[0]).toMatchObject({ instance: RANGES, state: 'good', faults: [] });
    expect(document.instances[0]?.gradings.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['base', 'unresolved'],
      ['gold', 'resolved'],
    ]);
  });

  test('tells a bad row by its tests and their statuses, and the others go on', async () => {
    const wrongGold = { ...row, instance_id: 'octo__wrong-gold', patch: patchOf('counts up') };
    const noFault = { ...row, instance_id: 'octo__no-fault', FAIL_TO_PASS: [FIX, ...KEEP], PASS_TO_PASS: [] };
    const lost = { ...row, instance_id: 'octo__lost', PASS_TO_PASS: [...KEEP, 'a test that nobody has'] };
    const ran = await check([wrongGold, noFault, lost, row], '--json');
    expect(ran.status).toBe(2);
    const { good, bad, instances } = documentOf(ran);
    expect([good, bad]).toEqual([1, 3]);
    const faultsOf = (id: string) => instances.find(({ instance }) => instance === id)?.faults;
    expect(faultsOf('octo__wrong-gold')).toEqual([
      { what: 'FAIL_TO_PASS fails with the gold patch', tests: [{ name: FIX, status: 'FAILED' }] },
    ]);
    expect(faultsOf('octo__no-fault')).toEqual([
      { what: 'FAIL_TO_PASS does not fail on base', tests: KEEP.map((name) => ({ name, status: 'PASSED' })) },
    ]);
    expect(faultsOf('octo__lost')?.map(({ what, tests }) => [what, tests[0]?.status])).toEqual([
      ['PASS_TO_PASS fails on base already', 'not in the log'],
      ['PASS_TO_PASS fails with the gold patch', 'not in the log'],
    ]);
  });

  test('prints a table, and the counts last', async () => {
    const wrongGold = { ...row, instance_id: 'octo__wrong-gold', patch: patchOf('counts up') };
    const { stdout, stderr } = await check([wrongGold, row]);
    expect(stdout).toMatch(
      /octo__wrong-gold .*bad .*unresolved .*unresolved .*FAIL_TO_PASS fails with the gold patch/,
    );
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      '2 rows can be used, 0 faults of rows',
      'good 1 bad 1 flaky 0 errored 0',
    ]);
    expect(stderr).toContain(`${RANGES}  good`);
  });

  test('a machine that fails is told apart from a bad row, and ends with 2', async () => {
    const ran = await check([{ ...row, instance_id: 'octo__gone', repo: '/nowhere/at/all' }, row], '--json');
    expect(ran.status).toBe(2);
    expect(documentOf(ran)).toMatchObject({ good: 1, bad: 0, errored: 1 });
  });

  test('--repeat finds a test that does not always end the same', async () => {
    const counter = join(place.folder, 'count');
    const script = String(row.eval_script);
    // The third run of the tests, and with it one of gold or base, sees another result.
    const flip = `echo >> ${counter}; [ $(wc -l < ${counter}) -eq 3 ] && sed -i 's/\\[5\\]/[6]/' troop-hidden.test.cjs; true\n`;
    const flaky = { ...row, eval_script: script.replace(/^(?=: '>>>>> Start|echo '>>>>> Start)/m, flip) };
    expect(flaky.eval_script).not.toBe(script);
    const ran = await check([flaky], '--repeat', '3', '--jobs', '1', '--json');
    const [instance] = documentOf(ran).instances;
    expect(instance?.gradings).toHaveLength(6);
    expect([ran.status, instance?.state]).toEqual([2, 'flaky']);
    expect(instance?.faults[0]?.what).toMatch(/^not the same each time/);
    expect(instance?.faults[0]?.tests.map(({ name }) => name)).toEqual(['a number stands for itself']);
  });

  test('--logs writes what every run printed', async () => {
    const logs = join(place.folder, 'logs');
    await check([row], '--logs', logs, '--repeat', '2');
    expect(readdirSync(logs).sort()).toEqual(
      ['base.1', 'base.2', 'gold.1', 'gold.2'].map((name) => `${RANGES}.${name}.log`),
    );
    expect(readFileSync(join(logs, `${RANGES}.gold.1.log`), 'utf8')).toContain('>>>>> Start Test Output');
  });
});

describe('--rows-only', () => {
  test('reads rows and runs nothing; a bad one is told by file, line and field', async () => {
    const rows = [
      { ...row, base_commit: 'abc' },
      { ...row, instance_id: 'octo__no-list', FAIL_TO_PASS: 'not a list' },
      { ...row, instance_id: 'octo__gone', repo: '/nowhere/at/all' },
      row,
      row,
    ];
    const ran = await check(rows, '--rows-only', '--json');
    const { rows: usable, problems, instances } = documentOf(ran);
    expect([ran.status, usable, instances]).toEqual([2, 2, []]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^rows\.jsonl:1: base_commit: /);
    expect(problems[1]).toMatch(/^rows\.jsonl:2: .*FAIL_TO_PASS/);
    expect(problems[2]).toMatch(/^rows\.jsonl:5: instance_id: .* occurs twice/);
    expect((await check([row], '--rows-only')).status).toBe(0);
  });

  test('of a data set without a row is refused', async () => {
    const ran = await check([], '--rows-only');
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toMatch(/rows\.jsonl has no rows to check\n$/);
    expect((await check([row, row], '--rows-only', '--shard', '1/9')).stderr).not.toContain('no rows');
  });

  test('keeps to the rows that are asked for', async () => {
    const rows = ['a', 'b', 'c'].map((id) => ({ ...row, instance_id: id }));
    expect(documentOf(await check(rows, '--rows-only', '--json', '--instances', 'a,c')).rows).toBe(2);
    const withBad = [...rows, { ...row, instance_id: 'bad', base_commit: 'abc' }];
    expect(documentOf(await check(withBad, '--rows-only', '--json', '--instances', 'a')).problems).toEqual(
      [],
    );
    const { rows: good, problems } = documentOf(
      await check(withBad, '--rows-only', '--json', '--instances', 'a,bad'),
    );
    expect([good, problems.length]).toEqual([1, 1]);
    const twice = documentOf(await check([...rows, ...rows], '--rows-only', '--json', '--instances', 'b'));
    expect([twice.rows, twice.problems.length]).toEqual([1, 1]);
    const ran = await check(rows, '--rows-only', '--instances', 'd');
    expect([ran.status, ran.stderr]).toEqual([1, 'troop: the data set has no instance d\n']);
  });
});
