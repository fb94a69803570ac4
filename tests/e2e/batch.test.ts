import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import type { LogLine } from '../fake-server/request-log.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { builtCli, startCli } from '../support/built-cli.ts';
import { troop } from '../support/run-main.ts';
import { type SmallRepository, smallRepository } from '../support/small-repository.ts';
import { issueOf, tapeRun } from './tape-run.ts';

beforeAll(builtCli, 120_000);

const SCENARIO = fileURLToPath(new URL('./batch-scenario.ts', import.meta.url));
/** Four files, three rankings, a test draft for each of two samples. */
const BATCHED = 4 + 3 + 2;

async function scene(provider: string, jobMs = 100) {
  const server = await startFakeServer(SCENARIO, { jobMs, unheardJobs: 0 });
  onTestFinished(() => server.stop());
  const repository = await smallRepository();
  const environment = {
    ANTHROPIC_API_KEY: 'key-a',
    OPENAI_API_KEY: 'key-o',
    ANTHROPIC_BASE_URL: server.url,
    OPENAI_BASE_URL: server.openaiUrl,
  };
  return { server, repository, environment, argv: argvOf(repository, provider, server) };
}

function argvOf({ folder, dataset }: SmallRepository, provider: string, { openaiUrl }: FakeServer): string[] {
  const model = `${provider}:fake-1${provider === 'openai-compatible' ? `@${openaiUrl}` : ''}`;
  const batch = { waitMs: 100, pollMs: 20 };
  const settings = { context: { mode: 'prefilter', extensions: ['js', 'json'] }, running: { batch } };
  return [...tapeRun({ folder, dataset, model, samples: 2, settings }), '--batch'];
}

const jobsOf = (log: readonly LogLine[]) =>
  log.flatMap((line) => (line.event === 'batch' && line.act === 'submitted' ? [line.customIds] : []));

describe.each(['anthropic', 'openai'] as const)('a run over %s with --batch', (provider) => {
  test('buys relevance, ranking and first test drafts in batches at half the price, and solves its issue', async () => {
    const { server, repository, environment, argv } = await scene(provider);
    const ran = await troop(argv, environment);
    expect(ran.status, ran.stderr).toBe(0);
    expect(issueOf(ran)).toMatchObject({ state: 'done', grade: 'resolved' });
    const log = await server.log();
    const jobs = jobsOf(log);
    expect(jobs).toHaveLength(3);
    expect(new Set(jobs.flat()).size).toBe(BATCHED);
    // The bill, by the server's own count: half of what came in batches, all of the rest; one USD a million tokens.
    let bill = 0;
    for (const line of log) {
      if (line.event !== 'batched' && line.event !== 'request') continue;
      const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = line.usage ?? {};
      bill += ((input + output + cacheRead + cacheWrite) * (line.event === 'batched' ? 0.5 : 1)) / 1e6;
    }
    const store = openStore(join(repository.folder, 'troop.db'));
    onTestFinished(() => store.close());
    expect(store.committedUsd(1)).toBeCloseTo(bill, 12);
    expect(store.openEntries(1)).toEqual([]);
    expect(store.batches(1).map(({ status }) => status)).toEqual(['ended', 'ended', 'ended']);
  }, 60_000);

  test('that is killed while its job is at the provider joins it and buys nothing twice', async () => {
    const { server, repository, environment, argv } = await scene(provider, 3_000);
    const killed = startCli(argv, environment);
    await server.line(({ event }) => event === 'batch', 60_000);
    const store = openStore(join(repository.folder, 'troop.db'));
    onTestFinished(() => store.close());
    await expect.poll(() => store.batches(1)[0]?.status, { timeout: 10_000 }).toBe('open');
    killed.child.kill('SIGKILL');
    await killed.ended();
    expect(store.openEntries(1)).toHaveLength(4);

    const resumed = await startCli(argv, environment).ended();
    expect(resumed.status, resumed.stderr).toBe(0);
    const ids = jobsOf(await server.log()).flat();
    expect(ids).toHaveLength(BATCHED);
    expect(new Set(ids).size).toBe(BATCHED);
    expect(store.openEntries(1)).toEqual([]);
    expect(store.spending(1, 'stage').get('context')?.calls).toBe(7);
  }, 120_000);

  test('cancels its job at the provider after two Ctrl-C, though no other call is in flight', async () => {
    const { server, repository, environment, argv } = await scene(provider, 30_000);
    const run = startCli(argv, environment);
    await server.line(({ event }) => event === 'batch', 60_000);
    const store = openStore(join(repository.folder, 'troop.db'));
    onTestFinished(() => store.close());
    await expect.poll(() => store.batches(1)[0]?.status, { timeout: 10_000 }).toBe('open');
    run.child.kill('SIGINT');
    await setTimeout(1_000);
    run.child.kill('SIGINT');
    const { status, stderr } = await run.ended();
    expect(status).toBe(130);
    expect(stderr).toMatch(/a batch stays at the provider.*press Ctrl-C again within \d s to cancel/);
    const log = await server.log();
    expect(log.filter((line) => line.event === 'batch').map(({ act }) => act)).toEqual([
      'submitted',
      'cancelled',
    ]);
    expect(store.batches(1)[0]?.status).toBe('cancelling');
  }, 120_000);

  test('leaves its job at the provider after one Ctrl-C, and a resume without --batch still joins it', async () => {
    const { server, repository, environment, argv } = await scene(provider, 3_000);
    const first = startCli(argv, environment);
    await server.line(({ event }) => event === 'batch', 60_000);
    const store = openStore(join(repository.folder, 'troop.db'));
    onTestFinished(() => store.close());
    await expect.poll(() => store.batches(1)[0]?.status, { timeout: 10_000 }).toBe('open');
    first.child.kill('SIGINT');
    expect((await first.ended()).status).toBe(130);

    const resumed = await startCli([...argv.slice(0, -1), '--no-batch'], environment).ended();
    expect(resumed.status, resumed.stderr).toBe(0);
    const log = await server.log();
    expect(jobsOf(log).map((ids) => ids.length)).toEqual([4]);
    expect(log.some((line) => line.event === 'batch' && line.act === 'cancelled')).toBe(false);
    expect(store.openEntries(1)).toEqual([]);
  }, 120_000);
});

/** In each of an issue's jobs: outlines, the whole files that they promise, rankings, drafts; a tree, drafts. */
test.each([
  ['outlines', [1, 2, 3, 2]],
  ['tree', [1, 2]],
])(
  'a run in mode %s buys its relevance calls in batches, too',
  async (mode, calls) => {
    const { server, environment, argv } = await scene('anthropic');
    const ran = await troop([...argv, '--context', mode], environment);
    expect(ran.status, ran.stderr).toBe(0);
    expect(issueOf(ran)).toMatchObject({ state: 'done', grade: 'resolved' });
    expect(jobsOf(await server.log()).map((ids) => ids.length)).toEqual(calls);
  },
  60_000,
);

test('a server without a batch price is asked at once, and the run says so one time', async () => {
  const { server, environment, argv } = await scene('openai-compatible');
  const ran = await troop(argv, environment);
  expect(ran.status, ran.stderr).toBe(0);
  expect(ran.stderr.split('has no batch price')).toHaveLength(2);
  expect(jobsOf(await server.log())).toEqual([]);
});
