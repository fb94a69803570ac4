import { expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { packText } from '../../db/packed-text.ts';
import { finishedStore } from '../support/finished-store.ts';
import { troop } from '../support/run-main.ts';
import { ISSUE } from '../support/scripted-run.ts';
import { ledgerEntry } from '../unit/db/sample-rows.ts';

test('status shows what is spent, reserved and to be expected at the end', async () => {
  const file = await finishedStore();
  const store = openStore(file);
  const run = store.findRun('night') ?? expect.fail('no run');
  const spent = store.committedUsd(run.id);
  store.addInstance(run.id, 1, { ...ISSUE, instanceId: 'octo__calc-2' }, await packText('It is slow.'));
  store.reserve(ledgerEntry(run, { instanceId: 'octo__calc-2', reservedUsd: 0.5 }));
  store.close();
  const { stdout } = await troop(['status', '--store', file]);
  expect(stdout).toContain(
    `${spent.toFixed(4)} USD spent, 0.5000 reserved, 1 of 2 issues finished, about ${(2 * spent).toFixed(2)} USD at the end`,
  );
  const json: unknown = JSON.parse((await troop(['status', '--store', file, '--json'])).stdout);
  expect(json).toMatchObject({ end: { expectedUsd: 2 * spent, lowUsd: null }, costly: [] });
});
