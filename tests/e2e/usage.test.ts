import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { CODEMONKEYS, valueAt } from '../support/codemonkeys-table.ts';
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
      ['--dataset', 'x.jsonl', '--model', 'ladder:7'],
      /"ladder:7" is not understood; write anthropic:NAME/,
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

  test('with a model of unknown price are refused, with the remedy', async () => {
    const words =
      /nobody knows the price of openai:no-such-model-9; give it .* --config .*--unknown-price allow/;
    expectRefusal(await withConfig('samples: 0\n', '--model', 'openai:no-such-model-9'), words);
  });

  test('with a budget that cannot be kept for want of a price are refused', async () => {
    const options = ['--model', 'openai:no-such-model-9', '--unknown-price', 'allow', '--budget', '5'];
    expectRefusal(await withConfig('samples: 0\n', ...options), /--budget cannot be kept without the price/);
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
