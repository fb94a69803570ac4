import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { outlinesMessages } from '../../agents/prompts/outlines.ts';
import { relevanceMessages } from '../../agents/prompts/relevance.ts';
import { CONTEXT_MODES } from '../../domain/context-mode.ts';
import { type Message, messageText } from '../../domain/message.ts';
import { outlineOf } from '../../pipeline/outlines/outline.ts';
import { tokensOf } from '../../pipeline/tokens.ts';
import { makeRepository } from '../../scripts/demo/repository.ts';
import { troop } from '../support/run-main.ts';

/** Parts of a prompt are counted apart, and each seam may make a token more or less. */
const SEAM_TOKENS = 4;

const ISSUE = 'area() of a circle is wrong';

const spreadSchema = z.object({ median: z.number(), p95: z.number().nullable(), expected: z.number() });
const planSchema = z.object({
  source: z.string(),
  repositories: z.object({
    sizes: z.array(
      z.object({
        instanceId: z.string(),
        sourceFiles: z.number(),
        sourceTokens: z.number(),
        reachTokens: z.number(),
        sure: z.object({ calls: z.number(), promptTokens: z.number() }),
        possible: z.object({ calls: z.number(), promptTokens: z.number() }),
      }),
    ),
    unread: z.array(z.object({ instanceId: z.string(), why: z.string() })),
  }),
  perIssueUsd: spreadSchema,
  totalUsd: spreadSchema,
  stages: z.array(z.object({ role: z.string(), callsPerIssue: z.number(), usdPerIssue: z.number() })),
});

/** Twelve modules with long bodies; only the first four have words of the issue. */
const FILES = Object.fromEntries(
  Array.from({ length: 12 }, (_, place) => {
    const word = place < 4 ? `area_${place}` : `stripes_${place}`;
    const body = Array.from({ length: 120 }, (_, line) => `    total = total + ${line} * side\n`).join('');
    return [`lib/module_${place}.py`, `def ${word}(side):\n    total = 0\n${body}    return total\n`];
  }),
);

function tokensIn(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + tokensOf(messageText(message)), 0);
}

async function scene(missing = 0) {
  const folder = mkdtempSync(join(tmpdir(), 'troop-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'source', 'lib'), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(folder, 'source', path), text);
  const repository = join(folder, 'shapes');
  const making = { source: join(folder, 'source'), directory: repository, message: 'shapes' };
  const baseCommit = await makeRepository({ ...making, path: process.env.PATH ?? '' });
  const row = (id: string, repo: string) =>
    JSON.stringify({ instance_id: id, repo, base_commit: baseCommit, problem_statement: ISSUE });
  const rows = [
    row('octo__shapes-1', repository),
    ...Array.from({ length: missing }, (_, place) =>
      row(`octo__gone-${place}`, join(folder, `gone-${place}`)),
    ),
  ];
  const dataset = join(folder, 'rows.jsonl');
  writeFileSync(dataset, rows.join('\n'));
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ sandbox: 'process', context: { prefilterFiles: 4 } }));
  const model = 'anthropic:claude-sonnet-4-5';
  const argv = [
    'plan',
    '--dataset',
    dataset,
    '--config',
    config,
    '--model',
    model,
    '--store',
    join(folder, 'x.db'),
  ];
  // Histories that the process sandbox makes are cached in the test's own folder.
  return { repository, argv, environment: { XDG_CACHE_HOME: join(folder, 'cache') } };
}

async function planOf({ argv, environment }: Awaited<ReturnType<typeof scene>>, ...options: string[]) {
  const { stdout, stderr, status } = await troop([...argv, ...options, '--json'], environment);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return planSchema.parse(JSON.parse(stdout));
}

test('relevance of a plan is the prompts of the files that it would read, token by token', async () => {
  const made = await scene();
  const { repositories, stages, source } = await planOf(made);
  const [sizes] = repositories.sizes;
  const asking = { issueText: ISSUE, repository: 'shapes' };
  const wanted = Object.entries(FILES)
    .slice(0, 4)
    .map(([path, text]) => tokensIn(relevanceMessages({ ...asking, file: { path, text, blobId: '' } })));
  expect(source).toBe('1 repositories and assumptions (no pilot)');
  expect(sizes).toMatchObject({ instanceId: 'octo__shapes-1', sourceFiles: 12, sure: { calls: 4 } });
  const prompts = wanted.reduce((sum, tokens) => sum + tokens, 0);
  expect(Math.abs((sizes?.sure.promptTokens ?? 0) - prompts)).toBeLessThanOrEqual(4 * SEAM_TOKENS);
  expect(sizes?.sourceTokens).toBe(Object.values(FILES).reduce((sum, text) => sum + tokensOf(text), 0));
  // 3 USD a million of input, 15 of output, of which an answer is taken to have 150.
  const relevance = stages.find(({ role }) => role === 'relevance');
  expect(relevance?.callsPerIssue).toBe(4);
  const usd = ((sizes?.sure.promptTokens ?? 0) * 3 + 4 * 150 * 15) / 1e6;
  expect(relevance?.usdPerIssue).toBeCloseTo(usd, 9);
});

test('outlines are counted as they would go out', async () => {
  const { repositories } = await planOf(await scene(), '--context', 'outlines');
  const files = Object.entries(FILES)
    .slice(0, 4)
    .map(([path, text]) => ({ path, tokens: tokensOf(text), outline: outlineOf({ path, text }) }));
  const prompt = tokensIn(outlinesMessages({ issueText: ISSUE, repository: 'shapes', files }));
  expect(Math.abs((repositories.sizes[0]?.sure.promptTokens ?? 0) - prompt)).toBeLessThanOrEqual(SEAM_TOKENS);
  expect(repositories.sizes[0]).toMatchObject({ sure: { calls: 1 }, possible: { calls: 4 } });
});

test('modes cost from least to most: given, tree, outlines, prefilter, all files', async () => {
  const made = await scene();
  const usd: Record<string, number> = {};
  for (const mode of CONTEXT_MODES) {
    const options = mode === 'given' ? ['--given', 'lib/module_1.py'] : [];
    const { stages } = await planOf(made, '--context', mode, ...options);
    usd[mode] = stages.find(({ role }) => role === 'relevance')?.usdPerIssue ?? Number.NaN;
  }
  const order = Object.entries(usd).sort(([, a], [, b]) => a - b);
  expect(order.map(([mode]) => mode)).toEqual(['given', 'tree', 'outlines', 'prefilter', 'all-files']);
  expect(usd.given).toBe(0);
});

test('a repository that was read gives a p95, and a context no longer than it', async () => {
  const made = await scene();
  const [read, unread] = [await planOf(made), await planOf(made, '--read', '0')];
  expect(unread.totalUsd.p95).toBeNull();
  expect(read.perIssueUsd.p95 ?? 0).toBeGreaterThan(read.perIssueUsd.median);
  expect(read.totalUsd.p95 ?? 0).toBeGreaterThan(read.totalUsd.expected);
  const edits = (plan: typeof read) => plan.stages.find(({ role }) => role === 'editing')?.usdPerIssue ?? 0;
  expect(edits(read)).toBeLessThan(edits(unread) / 2);
});

test('what cannot be opened is told with its reason, and what was read stands for it', async () => {
  const made = await scene(2);
  const { repositories, totalUsd, perIssueUsd } = await planOf(made);
  expect(repositories.sizes.map(({ instanceId }) => instanceId)).toEqual(['octo__shapes-1']);
  expect(repositories.unread.map(({ instanceId }) => instanceId).sort()).toEqual([
    'octo__gone-0',
    'octo__gone-1',
  ]);
  expect(totalUsd.expected).toBeCloseTo(3 * perIssueUsd.expected, 9);
  const { stdout } = await troop(made.argv, made.environment);
  expect(stdout).toContain('repositories: 1 read of 3, spread over the issues');
  expect(stdout).toMatch(/not read: octo__gone-\d: .*gone-\d is no git repository/);
});

test('with nothing read, the plan says that medians stand for it', async () => {
  const made = await scene();
  const { stdout } = await troop([...made.argv, '--read', '0'], made.environment);
  expect(stdout).toContain('repositories: 0 read of 1');
  expect(stdout).toContain('the medians of the development releases stand for them');
  expect(stdout).toContain('834 files of 1200000 tokens');
});

test('no more repositories are read than asked for', async () => {
  const made = await scene(30);
  const { repositories } = await planOf(made, '--read', '2');
  expect(repositories.sizes).toHaveLength(1);
  expect(repositories.unread).toHaveLength(10);
});

test('a given file that a repository lacks is refused in the words of a run', async () => {
  const { argv, environment } = await scene();
  const options = ['--context', 'given', '--given', 'lib/module_1.py,lib/gone.py'];
  const refused = await troop([...argv, ...options], environment);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toContain(
    'context.given names lib/gone.py, which is no readable text file at the base commit',
  );
});
