import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStoreReadOnly } from '../../db/open-store.ts';
import { troop } from '../support/run-main.ts';
import { RANGES, smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { WRONG_VOTE } from '../tapes/wrong-vote.ts';
import { tapeRun } from './tape-run.ts';

const gradesSchema = z.object({
  run: z.string(),
  harness: z.string(),
  counts: z.record(z.string(), z.number()),
  grades: z.array(
    z.object({
      candidate: z.union([z.int(), z.literal('base')]),
      verdict: z.string(),
      cause: z.string().nullable(),
      suspect: z.array(z.string()).nullable(),
      infrastructure: z.string().nullable(),
      difference: z.string().nullable(),
    }),
  ),
});

const STATUSES = ['resolved', 'unresolved', 'unresolved'];

/** A finished run with two candidates, one right and one wrong; nothing is graded yet. */
async function finishedRun() {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), RANGES, WRONG_VOTE);
  const ran = await troop([...tapeRun({ folder, dataset, model, samples: 3 }), '--no-grade']);
  expect(ran).toMatchObject({ status: 0 });
  const store = join(folder, 'troop.db');
  const grade = async (...options: string[]) => {
    const { status, stdout, stderr } = await troop([
      'grade',
      '--store',
      store,
      '--all',
      '--base',
      '--json',
      ...options,
    ]);
    if (stdout === '') throw new Error(stderr);
    return { status, ...gradesSchema.parse(JSON.parse(stdout)) };
  };
  return { folder, dataset, store, grade };
}

const verdicts = ({ grades }: z.infer<typeof gradesSchema>) => grades.map(({ verdict }) => verdict).sort();

describe('troop grade', () => {
  test('grades base and candidates, and counts what it found', async () => {
    const { grade, store } = await finishedRun();
    const first = await grade();
    expect(verdicts(first)).toEqual(STATUSES);
    expect(first).toMatchObject({
      status: 0,
      harness: 'troop',
      counts: { graded: 3, resolved: 1, unresolved: 2, errored: 0, suspect: 0, infrastructure: 0 },
    });
    const table = await troop(['grade', '--store', store, '--all', '--base']);
    expect(table.stdout).toContain(
      '3 graded: 1 resolved, 2 unresolved, 0 errored, 0 infrastructure failures; 0 suspect',
    );
    const status = await troop(['status', '--store', store, '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ grades: { graded: 1, suspect: 0 } });
    const shown = await troop(['show', RANGES, '--candidate', '1', '--store', store]);
    expect(shown.stdout).toContain('graded by troop: ');
  });

  test('--again judges the stored logs by the rules of now, runs nothing, and names what changed', async () => {
    const { grade, folder, dataset, store } = await finishedRun();
    await grade();
    // Whatever would run something finds nothing to run.
    rmSync(join(folder, 'ranges'), { recursive: true });
    expect((await grade('--again')).grades.map(({ difference }) => difference)).toEqual([null, null, null]);
    exchange(dataset, 'a number stands for itself', 'a test that nobody has');
    const again = await grade('--again');
    expect(verdicts(again)).toEqual(['unresolved', 'unresolved', 'unresolved']);
    expect(again.grades.filter(({ difference }) => difference !== null)).toMatchObject([
      { verdict: 'unresolved', difference: 'resolved before' },
    ]);
    expect(storedVerdicts(store)).toEqual(['unresolved', 'unresolved', 'unresolved']);
    expect(verdicts(await grade())).toEqual(['unresolved', 'unresolved', 'unresolved']);
  });

  test('--rerun runs the tests again and puts the new grade in the place of the old one', async () => {
    const { grade, dataset, store } = await finishedRun();
    await grade();
    exchange(dataset, 'a number stands for itself', 'a test that nobody has');
    expect(verdicts(await grade())).toEqual(STATUSES);
    const rerun = await grade('--rerun');
    expect(verdicts(rerun)).toEqual(['unresolved', 'unresolved', 'unresolved']);
    expect(rerun.grades.filter(({ difference }) => difference === 'resolved before')).toHaveLength(1);
    expect(storedVerdicts(store)).toEqual(['unresolved', 'unresolved', 'unresolved']);
  });

  test('what machinery prevents is no wrong candidate: shown apart, unfinished, and graded by the next try', async () => {
    const { grade, folder, store } = await finishedRun();
    const source = join(folder, 'ranges');
    renameSync(source, join(folder, 'away'));
    const failed = await grade();
    expect(failed).toMatchObject({ status: 2, counts: { errored: 0, unresolved: 0, infrastructure: 3 } });
    expect(failed.grades[0]?.infrastructure).toContain('is no git repository that can be read');
    const status = await troop(['status', '--store', store]);
    expect(status.stdout).toMatch(/1 graded: 0 resolved, 0 unresolved, 0 errored, 1 infrastructure failures/);
    renameSync(join(folder, 'away'), source);
    expect(await grade()).toMatchObject({
      status: 0,
      counts: { resolved: 1, unresolved: 2, infrastructure: 0 },
    });
  });

  test.each([
    [['--again', '--rerun'], /say one of them/],
    [['--again', '--harness', 'official'], /use --rerun/],
    [['--harness', 'official', '--base'], /grades patches only/],
    [['--instance', 'row.json'], /belong to --log/],
    [['--log', 'x', '--rerun'], /--log grades one saved log/],
    [['--log', 'x'], /--log LOG --instance ROW.json/],
  ])('%j is refused', async (options, words) => {
    const { status, stderr } = await troop(['grade', ...options]);
    expect(stderr).toMatch(words);
    expect(status).toBe(1);
  });

  test('--harness official says how to get the package where it is missing', async () => {
    const { store } = await finishedRun();
    const argv = ['grade', '--store', store, '--harness', 'official'];
    const missing = await troop(argv, { PATH: '/nonexistent', TROOP_CACHE: '/nonexistent' });
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toMatch(/pip install swebench==5\.0\.2, or name a Python.*--harness-python/);
    const wrong = await troop([...argv, '--harness-python', '/bin/false']);
    expect(wrong.stderr).toMatch(/--harness-python \/bin\/false has no swebench; install it with/);
  });
});

function exchange(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ PASS_TO_PASS: z.unknown() }).parse(JSON.parse(line)));
  const changed = rows.map((row) => ({
    ...row,
    PASS_TO_PASS: JSON.parse(JSON.stringify(row.PASS_TO_PASS).replace(from, to)) as unknown,
  }));
  writeFileSync(file, changed.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function storedVerdicts(file: string): string[] {
  const store = openStoreReadOnly(file);
  try {
    const [run] = store.listRuns();
    return store
      .grades(run?.id ?? 0)
      .map(({ verdict }) => verdict)
      .sort();
  } finally {
    store.close();
  }
}
