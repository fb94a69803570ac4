import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { dockerOrSkip, nodeImage } from '../support/docker.ts';
import { troop } from '../support/run-main.ts';

const PAGE = readFileSync('docs/datasets.md', 'utf8');
const BASE_IMAGE = 'node:22';

const docker = await dockerOrSkip();

/** The first block of a language on the page. */
function blockOf(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(PAGE) ?? [];
  if (block === undefined) throw new Error(`docs/datasets.md has no block of ${language}`);
  return block;
}

/** Follows the page in a folder of its own; returns the row's file. `change` stands for an edit of the row's text. */
function followPage(change: (row: string) => string = (row) => row): string {
  execFileSync('bash', ['-e', '-c', blockOf('sh')], { cwd: folder });
  const rows = join(folder, 'rows.json');
  writeFileSync(rows, change(blockOf('json')));
  return rows;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'troop-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

describe('the example row of docs/datasets.md', () => {
  test('is good, run as a process', async () => {
    const ran = await troop(['check', followPage(), '--sandbox', 'process']);
    expect(ran.stdout).toContain('good 1 bad 0 flaky 0 errored 0');
    expect(ran.status, ran.stderr).toBe(0);
  });

  test('control: with a gold patch that mends nothing it is bad', async () => {
    const rows = followPage((row) => row.replace('a + b, 0)', 'a + b + 0)'));
    const ran = await troop(['check', rows, '--sandbox', 'process']);
    expect(ran.stdout).toMatch(/FAIL_TO_PASS fails with the gold patch: no numbers sum to 0\s/);
    expect(ran.status).toBe(2);
  });

  test.skipIf(docker === null)(
    'is good in Docker, in the image that its dockerfile makes',
    async () => {
      // Nothing can be pulled here; the stand-in has what the example needs of its base image.
      const image = await nodeImage();
      const rows = followPage((row) => row.replace(`FROM ${BASE_IMAGE}`, `FROM ${image}`));
      expect(readFileSync(rows, 'utf8')).not.toContain(BASE_IMAGE);
      const cache = { TROOP_CACHE: join(folder, 'cache') };
      try {
        const ran = await troop(['check', rows], cache);
        expect(ran.stderr).toMatch(/building troop-built\/me-sum-1:\w+ from its dockerfile/);
        expect(ran.stdout).toContain('good 1 bad 0 flaky 0 errored 0');
        expect(ran.status, ran.stderr).toBe(0);
      } finally {
        await troop(['images', 'prune', '--dataset', rows], cache);
      }
    },
    300_000,
  );
});
