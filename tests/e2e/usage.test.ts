import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { CODEMONKEYS, valueAt } from '../support/codemonkeys-table.ts';
import { makeLeakSource } from '../support/future/leak-source.ts';
import { type Ran, troop } from '../support/run-main.ts';
import { smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { tempFile } from '../unit/db/temp-store.ts';
import { tapeRun } from './tape-run.ts';

/** Ends with status 1 and these words, tells nothing on standard output, and shows no stack. */
function expectRefusal({ status, stdout, stderr }: Ran, words: RegExp): void {
  expect(stderr).toMatch(words);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/^ {4}at /m);
}

describe('a command line that cannot be understood is refused', () => {
  const RUN = ['run', '--run', 'a'];

  test.each([
    ['an unknown command', ['rnu'], /unknown command 'rnu'.*Did you mean run/s],
    ['an unknown option', [...RUN, '--sample', '3'], /unknown option '--sample'.*Did you mean --samples/s],
    ['a run without a name', ['run'], /required option '--run <name>'/],
    ['a run with an empty name', ['run', '--run', ' '], /--run is empty; give the run a name/],
    [
      'a number that is none',
      [...RUN, '--samples', 'many'],
      /--samples takes a whole number from 0 on, not "many"/,
    ],
    ['a budget that is none', [...RUN, '--budget', '-1'], /--budget takes an amount in USD/],
    ['a choice that is none', [...RUN, '--vote', 'best'], /Allowed choices are discriminating, codemonkeys/],
    ['an import of no file', ['import'], /missing required argument 'paths'/],
  ])('%s', async (_, argv, words) => {
    expectRefusal(await troop(argv), words);
  });

  test.each([
    ['a new run without a data set', [], /run a is new and needs --dataset FILE or NAME/],
    [
      'a data set that is missing',
      ['--dataset', 'gone.jsonl'],
      /--dataset gone\.jsonl: no such file or folder, nor a name: full, verified/,
    ],
    [
      'a preset that is none',
      ['--dataset', 'x.jsonl', '--preset', 'monkeys'],
      /no preset monkeys; there is codemonkeys/,
    ],
    [
      'a provider that is none',
      ['--dataset', 'x.jsonl', '--model', 'ladder:rung'],
      /"ladder:rung" is not understood; write anthropic:NAME/,
    ],
    [
      'two models for all roles',
      ['--dataset', 'x.jsonl', '--model', 'anthropic:a', '--model', 'openai:b'],
      /--model sets default twice, to anthropic:a and openai:b; give one, ROLE=NAME/,
    ],
    [
      'two models of one name',
      ['--dataset', 'x.jsonl', '--named-model', 'a=openai:a', '--named-model', 'a=openai:b'],
      /--named-model sets a twice/,
    ],
    [
      'a config that is missing',
      ['--dataset', 'x.jsonl', '--config', 'gone.yaml'],
      /config file gone\.yaml cannot be read/,
    ],
    [
      'an import that is missing',
      ['--dataset', 'x.jsonl', '--import', 'gone.jsonl'],
      /gone\.jsonl cannot be read/,
    ],
  ])('%s', async (_, options, words) => {
    expectRefusal(await troop([...RUN, '--store', tempFile(), ...options]), words);
  });

  test('a store that is none, by its path', async () => {
    const file = tempFile();
    writeFileSync(file, 'no database at all, but long enough to be taken for the head of one\n'.repeat(20));
    expectRefusal(await troop(['show', '--store', file]), new RegExp(file));
  });
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(await troop(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
});

describe('a path that holds no store', () => {
  test.each([['import', 'x.jsonl'], ['grade'], ['select'], ['status'], ['show']])(
    'is told by %s, and no file is left there',
    async (...argv) => {
      const file = tempFile();
      expectRefusal(await troop([...argv, '--store', file]), new RegExp(`there is no store at ${file}`));
      expect(existsSync(file)).toBe(false);
    },
  );

  test('is left as it was by a run that is refused, and kept by one that began', async () => {
    const file = tempFile();
    expectRefusal(await troop(['run', '--run', 'a', '--store', file]), /needs --dataset/);
    expect([file, `${file}-wal`, `${file}-shm`].filter(existsSync)).toEqual([]);
    // Control: a store that is there stays, refused or not.
    openStore(file).close();
    expectRefusal(await troop(['run', '--run', 'a', '--store', file]), /needs --dataset/);
    expect(existsSync(file)).toBe(true);
  });
});

test('a tape that is not there is told as such, and no price asked for it', async () => {
  const { folder, dataset } = await smallRepository();
  const options = ['--dataset', dataset, '--model', 'tape:gone.jsonl', '--store', join(folder, 'troop.db')];
  expectRefusal(await troop(['run', '--run', 'a', ...options]), /there is no tape at gone\.jsonl/);
});

describe('a model that cannot be asked is told before any image is sought', () => {
  // No engine could be reached, which would be the first thing to fail.
  const environment = { DOCKER_HOST: 'tcp://127.0.0.1:9' };

  test.each([
    ['a missing key', ['--model', 'anthropic:claude-sonnet-4-5'], /ANTHROPIC_API_KEY is not set/],
    [
      'a budget without a price',
      ['--model', 'openai-compatible:odd@http://127.0.0.1:9', '--unknown-price', 'allow', '--budget', '1'],
      /a budget cannot be kept without the price of openai-compatible:odd/,
    ],
    ['a role without a model', [], /no model for the role \w+; give one with --model/],
  ])('%s', async (_, model, words) => {
    const { folder, dataset } = await smallRepository();
    const file = join(folder, 'troop.db');
    const run = ['run', '--run', 'a', '--dataset', dataset, '--store', file, ...model];
    expectRefusal(await troop(run, environment), words);
    const issue = join(folder, 'issue.md');
    writeFileSync(issue, 'it fails');
    const repository = ['--repo', await repositoryOf(folder), '--issue', issue, '--image', 'none:none'];
    const solve = ['solve', ...repository, '--store', join(folder, 'solve.db'), ...model];
    expectRefusal(await troop(solve, environment), words);
  });

  async function repositoryOf(folder: string): Promise<string> {
    const path = join(folder, 'own');
    await makeLeakSource(path);
    return path;
  }
});

test('solve refuses an empty --test-command', async () => {
  const { folder } = await smallRepository();
  const issue = join(folder, 'issue.md');
  writeFileSync(issue, 'it fails');
  const { directory } = await makeLeakSource(join(folder, 'own'));
  const options = ['--repo', directory, '--issue', issue, '--store', join(folder, 'solve.db')];
  const ran = await troop(['solve', ...options, '--sandbox', 'process', '--test-command', ' ']);
  expectRefusal(ran, /--test-command is empty/);
});

test('bad rows are named by file, line and field, and the others go on', async () => {
  const { folder, dataset } = await smallRepository();
  const good = readFileSync(dataset, 'utf8');
  const { base_commit: _, ...headless } = JSON.parse(good);
  const rows = ['{"instance_id":', JSON.stringify(headless), good.trim(), good.trim()];
  writeFileSync(dataset, `${rows.join('\n')}\n`);
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const { status, stdout, stderr } = await troop(tapeRun({ folder, dataset, model, samples: 0 }));
  expect(stderr).toMatch(/left out: rows\.jsonl:1: /);
  expect(stderr).toContain('left out: rows.jsonl:2: base_commit: ');
  expect(stderr).toMatch(/left out: rows\.jsonl:4: instance_id: .* occurs twice/);
  expect(JSON.parse(stdout).issues).toHaveLength(1);
  expect(status).toBe(0);
});

describe('settings', () => {
  async function withConfig(text: string, ...options: string[]): Promise<Ran> {
    const { folder, dataset } = await smallRepository();
    const config = join(folder, 'mine.yaml');
    writeFileSync(config, text);
    const store = join(folder, 'troop.db');
    return troop([
      'run',
      '--run',
      'a',
      '--store',
      store,
      '--dataset',
      dataset,
      '--config',
      config,
      ...options,
    ]);
  }

  test('of no such field, or with a wrong value, are refused by the names of all of them', async () => {
    const faulty = await withConfig('execution:\n  timeoutMs: soon\nsampels: 3\n');
    expectRefusal(faulty, /the configuration does not fit: .*execution\.timeoutMs: /);
    expect(faulty.stderr).toContain('sampels');
  });

  test.each([
    ['- 1\n- 2\n', /mine\.yaml holds a list; it is to hold settings by name/],
    ['samples\n', /mine\.yaml holds "samples"; it is to hold/],
  ])('that have no names (%j) are refused by the file', async (text, words) => {
    expectRefusal(await withConfig(text), words);
  });

  test('with a mistyped address of a role that may never ask are refused, its price being given', async () => {
    const model = 'openai-compatible:qwen@notaurl';
    const prices = { [model]: { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 } };
    const faulty = await withConfig(JSON.stringify({ samples: 0, prices }), '--model', `judge=${model}`);
    expectRefusal(faulty, /"notaurl" is no address; one begins with http/);
  });

  test('with a model of unknown price are refused, with the remedy', async () => {
    const words =
      /nobody knows the price of openai:no-such-model-9; give it .* --config .*--unknown-price allow/;
    expectRefusal(await withConfig('samples: 0\n', '--model', 'openai:no-such-model-9'), words);
  });

  test('with a budget that cannot be kept for want of a price are refused', async () => {
    const options = ['--model', 'openai:no-such-model-9', '--unknown-price', 'allow', '--budget', '5'];
    expectRefusal(await withConfig('samples: 0\n', ...options), /a budget cannot be kept without the price/);
  });
});

test('--preset codemonkeys freezes every number and rule of the paper with the run', async () => {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const store = join(folder, 'troop.db');
  const argv = ['run', '--run', 'paper', '--store', store, '--dataset', dataset, '--sandbox', 'process'];
  // An empty tape: the run fails at its first call, which is after its settings are frozen.
  const ran = await troop([...argv, '--model', model, '--unknown-price', 'allow', '--preset', 'codemonkeys']);
  expect(ran.status, ran.stderr).toBe(2);
  const opened = openStore(store);
  const config = opened.findRun('paper')?.config;
  opened.close();
  for (const { path, value } of CODEMONKEYS) expect(valueAt(config, path), path).toEqual(value);
});
