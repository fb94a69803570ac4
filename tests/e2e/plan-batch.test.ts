import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../db/open-store.ts';
import { batchingSavedUsd } from '../../scripts/reports/cost/token-classes.ts';
import { startFakeServer } from '../fake-server/start.ts';
import { troop } from '../support/run-main.ts';
import { smallRepository } from '../support/small-repository.ts';
import { tapeRun } from './tape-run.ts';

const SCENARIO = fileURLToPath(new URL('./batch-scenario.ts', import.meta.url));
const JOB_MS = 1_500;

const planSchema = z.object({
  assumptions: z.array(z.string()),
  hours: z.number(),
  totalUsd: z.object({ expected: z.number() }),
  stages: z.array(z.object({ role: z.string(), callsPerIssue: z.number(), usdPerIssue: z.number() })),
});

const flat = (usd: number) => ({ input: usd, output: usd, cacheRead: usd, cacheWrite: usd });

/** A run over both providers, in batches; one costs three times what the other does. */
async function pilot() {
  const server = await startFakeServer(SCENARIO, { jobMs: JOB_MS, unheardJobs: 0 });
  onTestFinished(() => server.stop());
  const { folder, dataset } = await smallRepository();
  const environment = {
    ANTHROPIC_API_KEY: 'key-a',
    OPENAI_API_KEY: 'key-o',
    ANTHROPIC_BASE_URL: server.url,
    OPENAI_BASE_URL: server.openaiUrl,
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const settings = {
    models: { named: { dear: 'anthropic:fake-1', cheap: 'openai:fake-1' } },
    prices: { dear: flat(3), cheap: flat(1) },
    context: { mode: 'prefilter', extensions: ['js', 'json'] },
    running: { batch: { waitMs: 100, pollMs: 20 } },
  };
  const argv = tapeRun({ folder, dataset, model: 'dear:1,cheap:1', samples: 2, settings });
  const ran = await troop([...argv, '--batch'], environment);
  expect(ran.status, ran.stderr).toBe(0);
  const store = openStore(join(folder, 'troop.db'));
  onTestFinished(() => store.close());
  const plan = async (...options: string[]) => {
    const shared = ['plan', '--store', join(folder, 'troop.db'), '--dataset', dataset, '--json'];
    const { stdout, stderr, status } = await troop([...shared, '--pilot', 'e2e', ...options], environment);
    expect(status, stderr).toBe(0);
    return planSchema.parse(JSON.parse(stdout));
  };
  return { plan, lines: store.costLines(1), spent: store.committedUsd(1) };
}

test('a plan by a run of a mixture in batches forecasts what it cost, by stage, and without batches what they saved more', async () => {
  const { plan, lines, spent } = await pilot();
  const same = await plan();
  expect(same.totalUsd.expected).toBeCloseTo(spent, 12);
  for (const { role, usdPerIssue } of same.stages) {
    const own = lines.filter((line) => line.role === role);
    expect(usdPerIssue, role).toBeCloseTo(
      own.reduce((sum, { costUsd }) => sum + (costUsd ?? Number.NaN), 0),
      12,
    );
  }
  const saved = batchingSavedUsd(lines) ?? Number.NaN;
  expect(saved).toBeGreaterThan(0);
  const live = await plan('--no-batch');
  expect(live.totalUsd.expected).toBeCloseTo(spent + saved, 12);

  // The waits for three jobs are no part of the time, and the plan says so; at once, 15 s stand for each such call.
  expect(same.hours * 3600 * 16).toBeLessThan(JOB_MS / 1000);
  expect(same.assumptions.join()).toContain('nor are the waits for batches, which nobody knows');
  expect(same.assumptions.join()).toMatch(
    /mixture of .*testing, editing.*1 dear=anthropic:fake-1, 1 cheap=openai/,
  );
  expect(live.assumptions.join()).not.toContain('the waits for batches');
  expect(live.hours * 3600 * 16).toBeGreaterThan(7 * 15);
}, 60_000);
