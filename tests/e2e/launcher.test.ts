import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../house/source-tree.ts';
import { builtCli } from '../support/built-cli.ts';

const run = promisify(execFile);

beforeAll(builtCli);

test('npm run troop takes relative paths from the folder that it is typed in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'troop-launcher-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const solve = ['solve', '--repo', '.', '--issue', 'issue.md', '--model', 'tape:t.jsonl'];
  const launched = run('npm', ['run', '-s', 'troop', '--prefix', ROOT, '--', ...solve], { cwd: folder });
  // The folder is no repository, and this checkout is one.
  await expect(launched).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(folder) });
});
