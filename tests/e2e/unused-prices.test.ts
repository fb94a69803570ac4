import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeLeakSource } from '../support/future/leak-source.ts';
import { troop } from '../support/run-main.ts';
import { smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { tapeRun } from './tape-run.ts';

const PRICE = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 };
const ASKED = 'anthropic:claude-haiku-4-5';
const SLIP = 'anthropic:claude-hiku-4-5';
const WARNING = `prices of ${SLIP} fit no model of this run, which asks `;

async function scene(prices: readonly string[]) {
  const { folder, dataset } = await smallRepository();
  const config = join(folder, 'shared.json');
  const given = Object.fromEntries(prices.map((name) => [name, PRICE]));
  writeFileSync(config, JSON.stringify({ prices: given, selectBy: 'vote' }));
  return { folder, dataset, config, store: join(folder, 'troop.db') };
}

function times(text: string, words: string): number {
  return text.split(words).length - 1;
}

test('a price of a config file that is of no model is told once by run, which goes on', async () => {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const settings = { prices: { [SLIP]: PRICE, [model]: PRICE } };
  const ran = await troop(tapeRun({ folder, dataset, model, samples: 0, settings }));
  expect(ran.status, ran.stderr).toBe(0);
  expect(times(ran.stderr, `${WARNING}${model}`)).toBe(1);
});

test('plan tells it, and nothing of a price that fits', async () => {
  const plan = async (...prices: string[]) => {
    const { dataset, config } = await scene(prices);
    return troop(['plan', '--dataset', dataset, '--model', ASKED, '--config', config, '--read', '0']);
  };
  const slipped = await plan(SLIP);
  expect([slipped.status, times(slipped.stderr, `${WARNING}${ASKED}`)]).toEqual([0, 1]);
  expect(await plan(ASKED)).toMatchObject({ status: 0, stderr: '' });
});

test('solve tells it before it asks', async () => {
  const { folder, config, store } = await scene([SLIP]);
  const { directory } = await makeLeakSource(join(folder, 'own'));
  const issue = join(folder, 'issue.md');
  writeFileSync(issue, 'it fails');
  const argv = ['solve', '--repo', directory, '--issue', issue, '--store', store, '--sandbox', 'process'];
  const ran = await troop(
    [...argv, '--model', ASKED, '--config', config, '--samples', '1', '--budget', '0'],
    {
      ANTHROPIC_API_KEY: 'k',
    },
  );
  expect(times(ran.stderr, `${WARNING}${ASKED}`), ran.stderr).toBe(1);
});
