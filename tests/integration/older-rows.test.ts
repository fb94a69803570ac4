import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testFiles } from '../../pipeline/swebench/older-rows/test-files.ts';
import { completeRow } from '../../pipeline/swebench/older-rows.ts';

const MATERIAL = process.env.TROOP_DEV_DATA ?? join('..', 'shared', 'data', 'swebench');
const isThere = existsSync(MATERIAL);
if (!isThere)
  console.warn(`no development data at ${MATERIAL}: published rows are not held against completed ones`);

const rowSchema = z.looseObject({
  base_commit: z.string(),
  test_patch: z.string(),
  eval_script: z.string(),
  log_parser: z.string(),
  eval_type: z.string(),
  image: z.string(),
});

type Row = z.infer<typeof rowSchema>;

function rowsOf(file: string): Row[] {
  const lines = readFileSync(join(MATERIAL, file), 'utf8').trim().split('\n');
  return lines.map((line) => rowSchema.parse(JSON.parse(line)));
}

/** The columns that come out differently when the row is completed without them. */
function differences(row: Row, change: Partial<Row> = {}): string[] {
  const { eval_script, log_parser, eval_type, image, ...older } = row;
  const newer = { image, log_parser, eval_type, eval_script };
  const result = completeRow({ ...older, ...change });
  if (!result.ok) return [`${result.field}: ${result.message}`];
  return Object.entries(newer).flatMap(([column, text]) => (result.columns[column] === text ? [] : [column]));
}

describe.skipIf(!isThere)('a published row without its newer columns', () => {
  test('of SWE-bench Verified is completed byte for byte', () => {
    const rows = rowsOf('dev_instances.jsonl');
    expect(rows).toHaveLength(85);
    expect(rows.flatMap((row) => differences(row))).toEqual([]);
  });

  test('of Multilingual and Multimodal is completed byte for byte', () => {
    const rows = rowsOf('dev_js_instances.jsonl');
    expect(rows).toHaveLength(6);
    expect(rows.flatMap((row) => differences(row))).toEqual([]);
  });

  test('control: another commit or patch is noticed in every script, and some patches bring files', () => {
    const rows = [...rowsOf('dev_instances.jsonl'), ...rowsOf('dev_js_instances.jsonl')];
    const differing = (change: (row: Row) => Partial<Row>) =>
      rows.filter((row) => differences(row, change(row)).join() === 'eval_script');
    expect(differing(() => ({ base_commit: '0'.repeat(40) }))).toHaveLength(91);
    expect(differing(({ test_patch }) => ({ test_patch: `${test_patch} ` }))).toHaveLength(91);
    const bringing = rows.filter(({ test_patch }) =>
      testFiles(test_patch).some(({ basePath }) => basePath === null),
    );
    expect(bringing.length).toBeGreaterThan(5);
  });
});
