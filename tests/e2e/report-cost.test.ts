import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { finishedStore } from '../support/finished-store.ts';
import { troop } from '../support/run-main.ts';
import { INSTANCE, STORY } from '../support/scripted-run.ts';

const reportSchema = z.object({
  run: z.string(),
  total: z.object({ calls: z.number(), usd: z.number().nullable() }),
  stages: z.array(z.object({ name: z.string(), calls: z.number() })).min(1),
});

test('report cost prints the same run in four formats', async () => {
  const store = await finishedStore();
  const report = async (...more: string[]) => {
    const ran = await troop(['report', 'cost', '--store', store, ...more]);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    return ran.stdout;
  };
  const json = reportSchema.parse(JSON.parse(await report('--json')));
  expect(json.total.calls).toBeGreaterThan(0);
  expect(json.stages.reduce((sum, { calls }) => sum + calls, 0)).toBe(json.total.calls);
  expect(await report('--format', 'json')).toBe(await report('--json'));
  expect(await report()).toContain(`cost of run ${json.run}`);
  expect(await report('--format', 'csv')).toContain(`\ntotal,${json.run},${json.total.calls},`);
  const folder = mkdtempSync(join(tmpdir(), 'troop-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const page = join(folder, 'cost.html');
  expect(await report('--format', 'html', '--out', page)).toBe('');
  const nowhere = await troop([
    'report',
    'cost',
    '--store',
    store,
    '--out',
    join(folder, 'none', 'cost.html'),
  ]);
  expect(nowhere).toMatchObject({ status: 1, stderr: expect.stringMatching(/--out .*cannot be written/) });
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

test('report cost reads the gold patches only when asked for recall', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'troop-recall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dataset = join(folder, 'rows.jsonl');
  const store = await finishedStore(STORY, dataset);
  const args = ['report', 'cost', '--store', store];
  // Without the flag the data set is not opened: it is not there yet.
  expect(await troop(args)).toMatchObject({ status: 0 });
  const patch = '--- a/lib/a.js\n+++ b/lib/a.js\n@@ -1 +1 @@\n-const word = "old";\n+const word = "new";\n';
  writeFileSync(dataset, `${JSON.stringify({ instance_id: INSTANCE, patch })}\n`);
  const { stdout } = await troop([...args, '--recall', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ recall: [{ issues: 1, recallPercent: 100 }] });
  expect((await troop([...args, '--recall'])).stdout).toContain('gold-file recall');
  expect(await troop([...args, '--recall', '--format', 'csv'])).toMatchObject({ status: 1, stdout: '' });
});
