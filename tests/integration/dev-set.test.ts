import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../domain/config.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { createDockerEngine } from '../../sandbox/docker/create-docker-engine.ts';
import { imageLabel } from '../../scripts/dev-set/commit-image.ts';
import { type Checked, checkGold } from '../../scripts/dev-set/gold-check.ts';
import { instanceImage } from '../../scripts/dev-set/image.ts';
import { type DevInstance, readMaterial } from '../../scripts/dev-set/material.ts';
import { instanceRow, type Prepared, writeDevSet } from '../../scripts/dev-set/rows.ts';
import { runTool } from '../../scripts/dev-set/run-tool.ts';
import { buildFromRegistries, registryRecipeSchema } from '../../scripts/images/registry-image.ts';
import { thisOwner } from '../../scripts/this-owner.ts';
import { dockerOrSkip } from '../support/docker.ts';

const MATERIAL = process.env.TROOP_DEV_DATA ?? join('..', 'shared', 'data', 'swebench');
const INSTANCE = 'pallets__flask-4992';

const signal = new AbortController().signal;
const docker = await dockerOrSkip();
if (!existsSync(MATERIAL)) console.warn(`no development data at ${MATERIAL}: dev-set tests are skipped`);

/** Two candidates with verdicts that are false on purpose, so that a check that always agrees is noticed. */
async function instanceWithCandidates(): Promise<DevInstance> {
  const [instance] = await readMaterial(MATERIAL, [INSTANCE]);
  if (!instance) throw new Error(`${MATERIAL} lacks ${INSTANCE}`);
  const bare = '--- a/README.rst\n+++ b/README.rst\n@@ -1 +1 @@\n-no such line\n+text\n';
  const candidates = [
    { source: 'gold, said to be wrong', patch: instance.gold, resolved: false },
    { source: 'nothing, said to be right', patch: bare, resolved: true },
    { source: 'gold, said to be right', patch: instance.gold, resolved: true },
  ];
  return { ...instance, candidates };
}

/** What an image is made of, as far as a user can tell: its commit, and the files of layout and tree. */
async function seen(image: string): Promise<{ commit: string | null; files: string[] }> {
  const list =
    'find /opt/miniconda3 /testbed -path "*/.git/*" -prune -o -name "*.pyc" -prune -o -type f -exec sha256sum {} + | sort';
  const shown = await runTool('docker', ['run', '--rm', '--network', 'none', image, 'bash', '-c', list]);
  return { commit: await imageLabel(image, 'troop.commit', signal), files: shown.trim().split('\n') };
}

describe.skipIf(docker === null || !existsSync(MATERIAL))('a development instance', () => {
  let folder: string;
  let prepared: Prepared;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'troop-dev-set-'));
    const instance = await instanceWithCandidates();
    const cache = join(cacheDirectory(process.env), 'dev-set');
    prepared = { instance, image: await instanceImage(instance, { cache, say: () => undefined, signal }) };
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is built once', async () => {
    const said: string[] = [];
    const again = await instanceImage(prepared.instance, {
      cache: '/nowhere',
      say: (line) => said.push(line),
      signal,
    });
    expect(again).toEqual(prepared.image);
    expect(said).toEqual([]);
  });

  test('has an image that its recipe alone makes, once for all names', async () => {
    const names = ['one', 'two'].map((name) => `troop-dev/test-recipe:${name}-${process.pid}`);
    const cache = join(cacheDirectory(process.env), 'dev-set');
    const row: unknown = JSON.parse(JSON.stringify(instanceRow(prepared)));
    const { image_recipe } = z.looseObject({ image_recipe: registryRecipeSchema }).parse(row);
    // Another recipe, which makes the same image: not the one that is there already.
    const recipe = { ...image_recipe, setup: `${image_recipe.setup}\n# ${process.pid}` };
    const said: string[] = [];
    try {
      for (const name of names) {
        await buildFromRegistries(recipe, name, { cache, say: (line) => said.push(line), signal });
      }
      const [ours, ...again] = await Promise.all([prepared.image.name, ...names].map(seen));
      expect(again).toEqual([ours, ours]);
      expect(ours?.commit).toBe(prepared.image.commit);
      expect(ours?.files.length).toBeGreaterThan(1000);
      expect(said).toEqual([`${names[0]}: Flask-2.2.3.tar.gz`]);
    } finally {
      for (const name of names) await docker?.getImage(name).remove({ force: true });
    }
  }, 300_000);

  test('grades base unresolved, gold resolved, and every candidate by its tests', async () => {
    const { instances } = await writeDevSet(folder, [prepared]);
    const engine = createDockerEngine({
      run: 'dev-set-test',
      owner: thisOwner(),
      concurrency: 2,
      environment: process.env,
    });
    const settled: Checked[] = [];
    try {
      const results = await checkGold(instances, [prepared.instance], {
        engine,
        execution: configSchema.parse({}).execution,
        signal: new AbortController().signal,
        checked: (result) => settled.push(result),
      });
      expect(results.map(({ kind, report }) => [kind, report.verdict])).toEqual([
        ['base', 'unresolved'],
        ['gold', 'resolved'],
        ['candidate', 'resolved'],
        ['candidate', 'errored'],
        ['candidate', 'resolved'],
      ]);
      expect(settled).toHaveLength(results.length);
      const [base, gold, , notApplied] = results;
      expect(base?.report.failToPass.failure).toEqual(prepared.instance.release.fail_to_pass);
      expect(base?.report.passToPass.failure).toEqual([]);
      expect(gold?.report.cause).toBeNull();
      expect(notApplied?.report.cause).not.toBeNull();
      // The false records are the control: the comparison tells exactly them.
      const different = results.filter(({ report, expected }) => report.verdict !== expected);
      expect(different.map(({ source }) => source)).toEqual([
        'gold, said to be wrong',
        'nothing, said to be right',
      ]);
    } finally {
      await engine.close();
    }
  }, 300_000);
});
