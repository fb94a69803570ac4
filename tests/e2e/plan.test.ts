import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../db/open-store.ts';
import { finishedStore } from '../support/finished-store.ts';
import { troop } from '../support/run-main.ts';

const planSchema = z.object({
  source: z.string(),
  issues: z.number(),
  totalUsd: z.object({ expected: z.number().nullable(), p95: z.number().nullable() }),
  stages: z.array(z.object({ role: z.string(), callsPerIssue: z.number() })),
});

/** The price of the finished store: a dollar a token. */
const PRICE = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'troop-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'file.jsonl');
  writeFileSync(file, text);
  return file;
}

function rows(count: number): string {
  const row = (index: number) => ({
    instance_id: `octo__calc-${index}`,
    repo: 'octo/calc',
    base_commit: 'a'.repeat(40),
    problem_statement: 'The word is old.',
  });
  return fileOf(Array.from({ length: count }, (_, index) => JSON.stringify(row(index))).join('\n'));
}

test('plan without a pilot prints the stages, the total and what it assumed', async () => {
  const model = 'anthropic:claude-sonnet-4-5';
  const args = ['plan', '--dataset', rows(4), '--model', model, '--samples', '10', '--turns', '8'];
  const { stdout, status } = await troop([...args, '--budget', '60']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/plan for 4 issues, 10 samples x 8 turns/);
  expect(stdout).toMatch(/relevance.*\n[\s\S]*selection/);
  expect(stdout).toMatch(/total \(USD\): median \d+\.\d\d, p95 not known without a pilot/);
  expect(stdout).toMatch(
    /budget 60\.00 USD: 4 of 4 issues at the median\nbest for all issues: \d+ samples x \d turns/,
  );
  expect(stdout).toContain('assumed: context: 75000 tokens');
});

test('plan by a pilot of the same settings forecasts what it cost, for each issue', async () => {
  const store = await finishedStore();
  const opened = openStore(store);
  const run = opened.findRun('night') ?? expect.fail('no run');
  const spent = opened.committedUsd(run.id);
  const calls = opened.costLines(run.id).reduce((sum, line) => sum + line.calls, 0);
  opened.close();
  const model = 'openai:scripted';
  const config = fileOf(JSON.stringify({ models: { default: model }, prices: { [model]: PRICE } }));
  const args = [
    'plan',
    '--dataset',
    rows(3),
    '--config',
    config,
    '--store',
    store,
    '--pilot',
    'night',
    '--json',
  ];
  const { stdout, status, stderr } = await troop(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const plan = planSchema.parse(JSON.parse(stdout));
  expect(plan.source).toBe('pilot night, 1 finished issues');
  expect(plan.totalUsd.expected).toBeCloseTo(3 * spent, 6);
  expect(plan.stages.reduce((sum, { callsPerIssue }) => sum + callsPerIssue, 0)).toBe(calls);
});

test('plan refuses a model without a price, and says so where it is allowed', async () => {
  const args = ['plan', '--dataset', rows(2), '--model', 'openai-compatible:odd@http://127.0.0.1:1/v1'];
  expect(await troop(args)).toMatchObject({ status: 1, stdout: '' });
  const { stdout, status } = await troop([...args, '--unknown-price', 'allow', '--budget', '5']);
  expect(status).toBe(0);
  expect(stdout).toContain('total (USD): unknown price');
  expect(stdout).toContain('budget 5.00 USD: unknown price');
});

test('plan takes the options of run that change what it costs, and prints a mixture and batches as such', async () => {
  const named = ['--named-model', 's=anthropic:claude-sonnet-4-6', '--named-model', 'g=openai:gpt-4o-mini'];
  const args = ['plan', '--dataset', rows(2), ...named];
  const usd = async (...options: string[]) => {
    const { stdout, stderr, status } = await troop([...args, ...options, '--json']);
    expect(status, stderr).toBe(0);
    return planSchema.parse(JSON.parse(stdout)).totalUsd.expected ?? Number.NaN;
  };
  const [mixed, s, g] = [
    await usd('--model', 's:1,g:9'),
    await usd('--model', 's'),
    await usd('--model', 'g'),
  ];
  // A model that makes one of ten samples writes a cache that no other sample reads.
  expect(mixed).toBeGreaterThan(0.1 * s + 0.9 * g);
  expect(mixed).toBeLessThan(1.3 * (0.1 * s + 0.9 * g));
  expect(await usd('--model', 's', '--batch')).toBeLessThan(s);
  expect(await usd('--model', 's', '--batch', '--no-batch')).toBe(s);
  expect(await usd('--model', 's', '--preset', 'codemonkeys')).toBeGreaterThan(s);
  expect(await usd('--model', 's', '--issue-budget', '0.5')).toBe(1);
  const { stdout } = await troop([...args, '--model', 's:1,g:9', '--batch', '--issue-budget', '0.5']);
  expect(stdout).toContain(
    'assumed: mixture of relevance, ranking, testing, editing, selecting: each sample at',
  );
  expect(stdout).toContain('(the first 10: 1 s=anthropic:claude-sonnet-4-6, 9 g=openai:gpt-4o-mini)');
  expect(stdout).toContain(
    'assumed: batches: the first calls of relevance, ranking, testing at the batch price',
  );
  expect(stdout).toContain('nor are the waits for batches, which nobody knows');
  expect(stdout).toContain('issue budget 0.50 USD: ends 100 % of the issues');
});

test.each([
  [['--context', 'given'], '--context given needs the files: --given lib/a.py,lib/b.py'],
  [['--given', 'a.py'], '--given names files for --context given, and the context is prefilter'],
  [['--preset', 'paper'], 'no preset paper; there is codemonkeys'],
])('plan refuses %j as run does', async (options, words) => {
  const shared = ['--dataset', rows(1), '--model', 'anthropic:claude-sonnet-4-6', ...options];
  const store = ['--store', join(mkdtempSync(join(tmpdir(), 'troop-plan-')), 'x.db')];
  for (const command of [['plan'], ['run', '--run', 'new']]) {
    const { stderr, status, stdout } = await troop([...command, ...shared, ...store]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(words);
  }
});
