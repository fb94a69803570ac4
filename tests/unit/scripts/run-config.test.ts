import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../domain/config.ts';
import type { Run } from '../../../domain/records.ts';
import { PRICE_LIST } from '../../../scripts/list-price.ts';
import type { RunOptions } from '../../../scripts/run-command.ts';
import { runConfig } from '../../../scripts/run-config.ts';

const MODEL = 'anthropic:claude-sonnet-4-6';
const OWN = { input: 9, output: 9, cacheRead: 9, cacheWrite: 9 };
const LONG = { ...OWN, aboveTokens: 10 };

function optionsOf(options: Partial<RunOptions>): RunOptions {
  return {
    ...{ store: 'store.db', json: false, run: 'night', edit: true, grade: true, unsafe: false },
    ...{ onChange: 'stop', unknownPrice: 'refuse', strictTape: false, verbose: false },
    ...options,
  };
}

/** A run that was begun when the list said something else. */
function oldRun({ prices, priceLists }: Pick<Config, 'prices' | 'priceLists'>): Run {
  const config = { ...runConfig(optionsOf({ model: [MODEL] }), null), prices, priceLists };
  return { id: 1, name: 'night', config, dataset: 'rows.jsonl' };
}

const listed = () => oldRun({ prices: { [MODEL]: OWN }, priceLists: { [MODEL]: 'the list of 2020' } });
const given = () => oldRun({ prices: { [MODEL]: { ...OWN, long: LONG } }, priceLists: {} });

describe('the price of a model', () => {
  test('is kept with the list and the date that it is of', () => {
    const { prices, priceLists } = runConfig(optionsOf({ model: [MODEL] }), null);
    expect(prices[MODEL]).toMatchObject({ input: 3, output: 15 });
    expect(priceLists).toEqual({ [MODEL]: PRICE_LIST });
  });

  test('stays as it was for a resumed run', () => {
    expect(runConfig(optionsOf({}), listed())).toMatchObject({
      prices: { [MODEL]: OWN },
      priceLists: { [MODEL]: 'the list of 2020' },
    });
  });

  test('is looked up again where that is asked, but not if the user gave it', () => {
    const prices = 'refresh';
    const fresh = runConfig(optionsOf({ prices }), listed());
    expect([fresh.prices[MODEL]?.input, fresh.priceLists]).toEqual([3, { [MODEL]: PRICE_LIST }]);
    expect(runConfig(optionsOf({ prices }), given()).prices[MODEL]).toMatchObject(OWN);
  });

  test('that is given anew takes the place of the old one, and of its list', () => {
    const config = join(mkdtempSync(join(tmpdir(), 'troop-prices-')), 'config.json');
    writeFileSync(config, JSON.stringify({ prices: { [MODEL]: { ...OWN, input: 8 } } }));
    for (const before of [listed(), given()]) {
      const { prices, priceLists } = runConfig(optionsOf({ config }), before);
      expect([prices, priceLists]).toEqual([{ [MODEL]: { ...OWN, input: 8 } }, {}]);
    }
  });
});
