import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Ran, troop } from '../support/run-main.ts';
import { patchOf, smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { issueOf, tapeRun } from './tape-run.ts';

const IDS = ['a__x-1', 'b__y-1', 'a__x-2', 'b__y-2', 'a__x-3'];

interface Scene {
  readonly folder: string;
  /** Runs or resumes the same run; nothing is sampled, so that an issue is done at once. */
  run(...options: readonly string[]): Promise<Ran>;
}

/** Five instances of one small repository; `spoil` may break rows. */
async function scene(spoil: (row: Record<string, unknown>) => object = (row) => row): Promise<Scene> {
  const { folder, dataset } = await smallRepository();
  const row: Record<string, unknown> = JSON.parse(readFileSync(dataset, 'utf8'));
  const rows = IDS.map((id) => JSON.stringify(spoil({ ...row, instance_id: id })));
  writeFileSync(dataset, `${rows.join('\n')}\n`);
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const argv = tapeRun({ folder, dataset, model, samples: 0 });
  return { folder, run: (...options) => troop([...argv, ...options]) };
}

const outcome = z.object({
  issues: z.array(z.object({ instance: z.string(), state: z.string() })),
  remaining: z.number(),
});

function resultOf({ stdout, stderr }: Ran) {
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  const { issues, remaining } = outcome.parse(JSON.parse(stdout));
  const inState = (state: string) =>
    issues.filter((issue) => issue.state === state).map(({ instance }) => instance);
  return { done: inState('done'), all: issues.map(({ instance }) => instance), remaining };
}

describe('--limit', () => {
  test('is of issues that are not done: the same command repeated walks through the set', async () => {
    const { run } = await scene();
    const first = await run('--limit', '2');
    expect(resultOf(first)).toEqual({ done: IDS.slice(0, 2), all: IDS.slice(0, 2), remaining: 3 });
    expect(first.status).toBe(0);
    expect(first.stderr).toContain('3 more issues are left; the same command takes up the next 2');
    expect(resultOf(await run('--limit', '2'))).toMatchObject({ done: IDS.slice(0, 4), remaining: 1 });
    const last = await run('--limit', '2');
    expect(resultOf(last)).toEqual({ done: IDS, all: IDS, remaining: 0 });
    expect(last.stderr).not.toContain('are left');
    const idle = await run('--limit', '2');
    expect(resultOf(idle)).toEqual({ done: IDS, all: IDS, remaining: 0 });
    expect(idle.status).toBe(0);
  });

  test('an issue that machinery fails stands in nobody’s way, and is tried again at the end', async () => {
    const { run } = await scene((row) =>
      row.instance_id === IDS[0] ? { ...row, repo: '/nowhere/at/all' } : row,
    );
    const first = await run('--limit', '2');
    expect(first.status).toBe(2);
    expect(first.stderr).toContain('1 of 2 issues are unfinished');
    expect(resultOf(first)).toMatchObject({ done: [IDS[1]], remaining: 4 });
    const second = await run('--limit', '2');
    expect(second.status).toBe(0);
    expect(resultOf(second)).toMatchObject({ done: IDS.slice(1, 4), remaining: 2 });
    const third = await run('--limit', '2');
    expect(third.status).toBe(2);
    expect(resultOf(third)).toMatchObject({ done: IDS.slice(1), remaining: 1 });
  });

  test('a run begun with a limit goes on with its own issues, and says that there are more', async () => {
    const { run } = await scene();
    await run('--limit', '2');
    const resumed = await run();
    expect(resultOf(resumed).all).toEqual(IDS.slice(0, 2));
    expect(resumed.stderr).toContain('run e2e has 2 of the 5 issues of its data set');
  });
});

describe('a filter', () => {
  test('--instances takes ids and files of ids, and keeps the order of the data set', async () => {
    const { folder, run } = await scene();
    writeFileSync(join(folder, 'ids.txt'), `${IDS[4]} # the last\n\n${IDS[1]},${IDS[0]}\r\n`);
    const ran = await run('--instances', `@${join(folder, 'ids.txt')}`);
    expect(resultOf(ran).all).toEqual([IDS[0], IDS[1], IDS[4]]);
  });

  test('on a resumed run the filter says what is worked on, and leaves the rest as it is', async () => {
    const { run } = await scene((row) =>
      row.instance_id === IDS[0] ? { ...row, repo: '/nowhere/at/all' } : row,
    );
    expect((await run()).status).toBe(2);
    const one = await run('--instances', `${IDS[1]}`);
    expect(one.status).toBe(0);
    expect(resultOf(one)).toMatchObject({ all: IDS, remaining: 0 });
  });

  test('--repo names repositories, in full', async () => {
    const { run } = await scene((row) => ({
      ...row,
      repo: String(row.instance_id).split('-')[0]?.replace('__', '/'),
    }));
    const ran = await run('--repo', 'b/y', '--no-grade');
    expect(resultOf(ran).all).toEqual(['b__y-1', 'b__y-2']);
    expect((await run('--repo', 'c/z')).stderr).toMatch(/no repository c\/z; it has a\/x, b\/y/);
  });

  test('--shard: all shards together are the data set, and none holds what another has', async () => {
    const { run } = await scene();
    const seen: string[] = [];
    for (const number of [1, 2, 3]) {
      const { all } = resultOf(await run('--shard', `${number}/3`));
      seen.push(...all.filter((id) => !seen.includes(id)));
      expect(all.length).toBe(seen.length);
    }
    expect(seen.sort()).toEqual([...IDS].sort());
  });
});

describe('what contradicts itself is refused, and nothing is stored', () => {
  test.each([
    [['--record-of', 'a day'], /--record-of .* needs --record TAPE/],
    [
      ['--context', 'prefilter', '--given', 'a.js'],
      /--given .*the context is prefilter: say --context given too/,
    ],
    [['--no-edit'], /--no-edit makes no patches.*--import FILES brings some/],
    [['--shard', '0/4'], /--shard takes i\/n with i from 1 to n, as in 1\/4, not "0\/4"/],
    [['--shard', '5/4'], /--shard takes i\/n/],
    [['--shard', '1'], /--shard takes i\/n/],
    [['--instances', '@gone.txt'], /--instances: there is no file gone\.txt/],
    [['--instances', 'A__x-1'], /the data set has no instance A__x-1/],
    [['--split', 'dev'], /--split dev: .* is one file and has no splits/],
    [['--limit', '0'], /--limit takes a whole number from 1 on/],
  ])('%j', async (options, words) => {
    const { run } = await scene();
    const { status, stdout, stderr } = await run(...options);
    expect(stderr).toMatch(words);
    expect([status, stdout]).toEqual([1, '']);
    expect(resultOf(await run('--limit', '1')).all).toEqual([IDS[0]]);
  });

  test('--no-edit is taken where the run has imports from before', async () => {
    const { folder, run } = await scene();
    const file = join(folder, 'predictions.jsonl');
    const prediction = { instance_id: IDS[0], model_name_or_path: 'x', model_patch: patchOf('counts down') };
    writeFileSync(file, `${JSON.stringify(prediction)}\n`);
    const options = [
      '--no-edit',
      '--unsafe',
      '--select-by',
      'vote',
      '--no-grade',
      '--instances',
      `${IDS[0]}`,
    ];
    expect((await run(...options, '--import', file)).status).toBe(0);
    expect((await run(...options)).status).toBe(0);
  });

  test('--split without a data set', async () => {
    const { folder, run } = await scene();
    await run();
    const store = join(folder, 'troop.db');
    const { stderr } = await troop(['run', '--run', 'e2e', '--store', store, '--split', 'dev']);
    expect(stderr).toMatch(/--split says which part of --dataset is meant, and needs it/);
  });
});

test('a run resumed under other settings says which change', async () => {
  const { run } = await scene();
  expect((await run('--limit', '1')).stderr).not.toContain('other settings');
  expect((await run('--limit', '1')).stderr).not.toContain('other settings');
  const { stderr } = await run('--preset', 'codemonkeys', '--limit', '1');
  expect(stderr).toMatch(/run e2e goes on with other settings: .*voteRule "discriminating" -> "codemonkeys"/);
  expect(stderr).toContain('newFiles true -> false');
  expect(stderr).not.toContain('shortlist');
});

test('a run over a copy of a hub folder keeps its place and split, and is graded from it', async () => {
  const { folder, dataset } = await smallRepository();
  const copy = join(folder, 'copy');
  mkdirSync(join(copy, 'data'), { recursive: true });
  const row: Record<string, unknown> = JSON.parse(readFileSync(dataset, 'utf8'));
  writeFileSync(join(copy, 'data', 'dev-0.jsonl'), JSON.stringify(row));
  writeFileSync(join(copy, 'data', 'test-0.jsonl'), JSON.stringify({ ...row, instance_id: 'other__one-1' }));
  const predictions = join(folder, 'predictions.jsonl');
  const prediction = {
    instance_id: row.instance_id,
    model_name_or_path: 'x',
    model_patch: patchOf('counts down'),
  };
  writeFileSync(predictions, JSON.stringify(prediction));
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const argv = tapeRun({ folder, dataset: copy, model, samples: 0 });
  const options = ['--split', 'dev', '--import', predictions, '--no-edit', '--unsafe', '--select-by', 'vote'];
  const ran = await troop([...argv, ...options]);
  expect(ran.status, ran.stderr).toBe(0);
  expect(issueOf(ran)).toMatchObject({ instance: row.instance_id, grade: 'resolved' });
  const store = join(folder, 'troop.db');
  const graded = await troop(['grade', '--store', store, '--base', '--unsafe', '--json']);
  expect(graded.stdout).toContain('"unresolved"');
  const elsewhere = await troop([...argv, '--unsafe']);
  expect([elsewhere.status, elsewhere.stderr]).toEqual([
    1,
    `troop: run e2e belongs to the data set ${copy}#dev; give the new one a run of its own\n`,
  ]);
});

test('a row that cannot be graded is left out before anything is paid for, and --no-grade takes it in', async () => {
  const { run } = await scene((row) =>
    row.instance_id === IDS[0] ? { ...row, PASS_TO_PASS: 'no list' } : row,
  );
  const first = await run();
  expect(resultOf(first).all).toEqual(IDS.slice(1));
  expect(first.stderr).toMatch(/left out: rows\.jsonl:1: PASS_TO_PASS: a list of test names/);
  expect(first.stderr).toContain('1 of them can be worked on, but not graded: --no-grade takes them in');
});

test('more bad rows than a screen holds are counted, with the command that tells all', async () => {
  const { folder, dataset } = await smallRepository();
  const good = readFileSync(dataset, 'utf8');
  writeFileSync(dataset, `${'{}\n'.repeat(12)}${good}`);
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const { stderr, status } = await troop(tapeRun({ folder, dataset, model, samples: 0 }));
  expect(stderr.match(/left out/g)).toHaveLength(20);
  expect(stderr).toContain(`28 more faults of rows; troop check ${dataset} --rows-only tells all`);
  expect(status).toBe(0);
});
