import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { troop } from '../support/run-main.ts';
import { smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { ledgerEntry } from '../unit/db/sample-rows.ts';
import { tapeRun } from './tape-run.ts';

/** USD: far less than any call may cost. */
const NOTHING = 1e-9;

async function scene() {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), 'none', {});
  const store = join(folder, 'troop.db');
  const run = (running: object, samples = 1) =>
    troop(tapeRun({ folder, dataset, model, samples, settings: { running } }));
  return { run, store };
}

describe('a run whose money ran out', () => {
  test.each([
    [{ budgetUsd: NOTHING }, '--budget'],
    [{ issueUsd: NOTHING }, '--issue-budget or running.issueUsd'],
    [{ stageUsd: NOTHING }, 'running.stageUsd'],
    [{ trajectoryUsd: NOTHING }, 'running.trajectoryUsd'],
  ])('by %j ends with the limit to raise: %s', async (running, limit) => {
    const { run } = await scene();
    const { status, stderr } = await run(running);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `1 of 1 issues are unfinished; the same command resumes them (with a higher ${limit}, where the money ran out)`,
    );
  });

  test('says no more issues finished than the status does', async () => {
    const { run, store } = await scene();
    const { stderr } = await run({ issueUsd: NOTHING });
    expect(stderr).toContain('select:');
    expect(stderr).not.toContain('issues finished');
    expect((await troop(['status', '--store', store])).stdout).toContain('0 of 1 issues finished');
    // Control: an issue that is done is told as finished by both.
    const other = await scene();
    expect((await other.run({}, 0)).stderr).toContain('1 of 1 issues finished');
    expect((await troop(['status', '--store', other.store])).stdout).toContain('1 of 1 issues finished');
  });

  test('names the open reservations of a killed process that hold it, until they are settled', async () => {
    const { run, store } = await scene();
    const running = { budgetUsd: 0.5 };
    await run(running, 0);
    const opened = openStore(store);
    const killed = opened.findRun('e2e') ?? expect.fail('no run');
    opened.reserve(ledgerEntry(killed, { callId: 'e2e/a/editing/0/1/1', reservedUsd: 0.5 }));
    opened.close();
    const control = `troop control --store ${store} --run e2e --settle-open`;
    const held = `1 open reservations (e2e/a/editing/0/1/1) hold 0.5000 USD of it; say what they cost: ${control}`;
    const resumed = await run(running);
    expect(resumed.status).toBe(2);
    expect(resumed.stderr).toContain(held);
    await troop(['control', '--store', store, '--settle-open', 'nothing']);
    const settled = await run(running);
    expect(settled.stderr).not.toContain('open reservations');
    expect(settled.stderr).not.toContain('where the money ran out');
  });
});
