import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readIssues } from '../../../../pipeline/swebench/rows.ts';
import { writeDevSet } from '../../../../scripts/dev-set/rows.ts';
import { registryRecipeSchema } from '../../../../scripts/images/registry-image.ts';
import { COMMIT, devInstance } from './dev-instance.ts';

const FIX = 'diff --git a/c b/c\n+the fix\n';

test('a row says how its image is made, and no issue has that, for it may hold the fix', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'troop-rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const instance = {
    ...devInstance(
      { problem_statement: 'It fails.', log_parser: 'parse_log_pytest', eval_type: 'pass_and_fail' },
      { reverse_fix: {} },
    ),
    gold: FIX,
    testPatch: 'hidden tests',
  };
  const { instances } = await writeDevSet(folder, [{ instance, image: { name: 'image:1', commit: COMMIT } }]);
  const row = z
    .looseObject({ image_recipe: registryRecipeSchema })
    .parse(JSON.parse(readFileSync(instances, 'utf8')));
  expect(row.image_recipe).toMatchObject({
    debian: 'bookworm',
    sdist: 'name-1.0.tar.gz',
    undo: [FIX, 'hidden tests'],
  });
  const { issues, problems } = await readIssues(instances);
  expect(problems).toEqual([]);
  expect(issues).toHaveLength(1);
  expect(JSON.stringify(issues)).not.toMatch(/the fix|hidden tests|recipe|sdist/);
});
