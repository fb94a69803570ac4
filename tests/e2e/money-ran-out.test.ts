import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtCli, startCli } from '../support/built-cli.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { PASSES_ON_BASE } from '../tapes/passes-on-base.ts';
import { tapeRun } from './tape-run.ts';

/** USD: far less than any call may cost. */
const NOTHING = 1e-9;

/** USD: more than the first call may cost, and less than two. */
const ONE_CALL = 0.008;

beforeAll(builtCli);

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
    const { folder, dataset } = await smallRepository();
    const store = join(folder, 'troop.db');
    const server = await served(PASSES_ON_BASE, 1_500);
    const model = `openai-compatible:fake-1@${server.openaiUrl}`;
    const settings = { running: { slots: 1, budgetUsd: ONE_CALL }, selectBy: 'vote' };
    const argv = tapeRun({ folder, dataset, model, samples: 1, settings });
    const killed = startCli(argv);
    await server.line(({ event }) => event === 'request', 20_000);
    killed.child.kill('SIGKILL');
    await killed.ended();

    const resumed = await troop(argv);
    expect(resumed.status).toBe(2);
    const control = `troop control --store ${store} --run e2e --settle-open`;
    expect(resumed.stderr).toMatch(
      /open reservations hold 0\.00\d\d USD of that money \(e2e\/\S+\/testing\/0\/1\/1\)/,
    );
    expect(resumed.stderr).toContain(`say what they cost: ${control}`);

    await troop(['control', '--store', store, '--settle-open', 'nothing']);
    const settled = await troop(argv);
    expect(settled.stderr).toContain('testing 0: done');
    expect(settled.stderr).not.toContain('open reservations');
  });
});
