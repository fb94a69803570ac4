import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { builtCli, startCli } from '../support/built-cli.ts';
import { finishedStore } from '../support/finished-store.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { smallRepository } from '../support/small-repository.ts';
import { PASSES_ON_BASE } from '../tapes/passes-on-base.ts';
import { ledgerEntry } from '../unit/db/sample-rows.ts';
import { tapeRun } from './tape-run.ts';

beforeAll(builtCli);

/** USD: more than the first call of these runs may cost, and less than all of them do. */
const BUDGET = 0.008;

/** A store whose run has two calls that a killed process left open, of 2 and 4 USD at most. */
async function killedRun() {
  const file = await finishedStore();
  const store = openStore(file);
  const run = store.findRun('night') ?? expect.fail('no run');
  store.reserve(ledgerEntry(run, { callId: 'night/a/editing/0/1/1', reservedUsd: 2 }));
  store.reserve(ledgerEntry(run, { callId: 'night/a/editing/1/1/1', reservedUsd: 4 }));
  const before = store.committedUsd(run.id) - 6;
  store.close();
  const look = () => {
    const opened = openStore(file);
    const seen = {
      committed: opened.committedUsd(run.id) - before,
      open: opened.openEntries(run.id).map(({ callId }) => callId),
      commands: opened.takeCommands(run.id),
      budget: opened.findRun('night')?.config.running.budgetUsd,
    };
    opened.close();
    return seen;
  };
  return { file, look, args: ['control', '--store', file] };
}

test('control lists what a killed run left open, and changes nothing', async () => {
  const { args, look } = await killedRun();
  const { stdout, status } = await troop(args);
  expect(status).toBe(0);
  expect(stdout).toMatch(/night\/a\/editing\/0\/1\/1.*2\.00[\s\S]*night\/a\/editing\/1\/1\/1.*4\.00/);
  expect(look()).toMatchObject({ committed: 6, commands: [] });
});

test.each([
  ['nothing', 0],
  ['reserved', 6],
  ['0.5', 1],
])('--settle-open %s counts what is open as that', async (cost, committed) => {
  const { args, look } = await killedRun();
  const ran = await troop([...args, '--settle-open', cost]);
  expect(ran.stdout).toBe('2 reservations settled, 0 open\n');
  expect(look()).toMatchObject({ committed, open: [] });
});

test('--call settles one call alone, and one that is not open is told', async () => {
  const { args, look } = await killedRun();
  await troop([...args, '--settle-open', 'nothing', '--call', 'night/a/editing/0/1/1']);
  expect(look()).toMatchObject({ committed: 4, open: ['night/a/editing/1/1/1'] });
  const again = await troop([...args, '--settle-open', 'nothing', '--call', 'night/a/editing/0/1/1']);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('no open reservation of call')]);
});

test('a reservation in a batch is left to the run unless it is named', async () => {
  const { args, file, look } = await killedRun();
  const store = openStore(file);
  const run = store.findRun('night') ?? expect.fail('no run');
  const callId = 'night/a/testing/0/1/1';
  store.reserve(ledgerEntry(run, { callId, reservedUsd: 8, priceClass: 'batch' }));
  store.close();
  const ran = await troop([...args, '--settle-open', 'nothing']);
  expect(ran.stdout).toBe(
    `2 reservations settled, 1 open\n1 of them in batches, which a resume may read; --call ID settles one by hand: ${callId}\n`,
  );
  expect(look()).toMatchObject({ committed: 8, open: [callId] });
  await troop([...args, '--settle-open', 'nothing', '--call', callId]);
  expect(look()).toMatchObject({ committed: 0, open: [] });
});

test('a usage report settles the calls that it names, its lines added up, and leaves the others open', async () => {
  const { args, file, look } = await killedRun();
  const report = join(dirname(file), 'usage.jsonl');
  const line = { callId: 'night/a/editing/0/1/1', inputTokens: 100 };
  writeFileSync(report, `${JSON.stringify(line)}\n${JSON.stringify({ ...line, outputTokens: 10 })}\n`);
  const ran = await troop([...args, '--usage-report', report, '--json']);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    settled: [{ callId: 'night/a/editing/0/1/1' }],
    open: [{ callId: 'night/a/editing/1/1/1' }],
  });
  expect(look().open).toEqual(['night/a/editing/1/1/1']);
});

test.each([
  ['not json', /line 1: not JSON/],
  ['{"callId": "a", "inputTokens": -1}', /line 1: inputTokens/],
  ['{"inputTokens": 1}', /line 1: callId/],
])(
  'a usage report with the line %s is refused by file and line, and nothing is settled',
  async (text, words) => {
    const { args, file, look } = await killedRun();
    const report = join(dirname(file), 'usage.jsonl');
    writeFileSync(report, text);
    const ran = await troop([...args, '--usage-report', report]);
    expect([ran.status, ran.stderr]).toEqual([1, expect.stringMatching(words)]);
    expect(look().open.length).toBe(2);
  },
);

test('reservations of a run under way are left to it', async () => {
  const { args, file, look } = await killedRun();
  const store = openStore(file, { isAlive: () => true });
  const run = store.findRun('night') ?? expect.fail('no run');
  const { bootId } = await import('../../scripts/this-owner.ts').then(({ thisOwner }) => thisOwner());
  store.acquireLease(run.id, { bootId, pid: 1 });
  const ran = await troop([...args, '--settle-open', 'nothing']);
  store.close();
  expect([ran.status, ran.stderr]).toEqual([1, expect.stringContaining('being worked on')]);
  expect(look().open.length).toBe(2);
});

test('--budget is kept with the run and told to the process that works on it', async () => {
  const { args, look } = await killedRun();
  expect((await troop([...args, '--budget', '9'])).status).toBe(0);
  expect(look()).toMatchObject({ budget: 9, commands: [{ kind: 'budget', budgetUsd: 9 }] });
  // Told once.
  expect(look().commands).toEqual([]);
});

describe('a run whose budget pays for one call', () => {
  async function begun() {
    const { folder, dataset } = await smallRepository();
    const server = await served(PASSES_ON_BASE, 1_500);
    const model = `openai-compatible:fake-1@${server.openaiUrl}`;
    const settings = { running: { slots: 1, budgetUsd: BUDGET }, selectBy: 'vote' };
    const run = startCli(tapeRun({ folder, dataset, model, samples: 1, settings }));
    await server.line(({ event }) => event === 'request', 20_000);
    return { run, store: join(folder, 'troop.db') };
  }

  test('ends with it', async () => {
    const { run } = await begun();
    expect((await run.ended()).status).toBe(2);
  });

  test('goes on to its end where another process raises it meanwhile', async () => {
    const { run, store } = await begun();
    const raised = await troop(['control', '--store', store, '--budget', '5']);
    expect(raised.status, raised.stderr).toBe(0);
    const { status, stderr } = await run.ended();
    expect(stderr).toContain('may now spend 5 USD');
    expect(status, stderr).toBe(0);
  });
});
