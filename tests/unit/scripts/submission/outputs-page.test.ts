import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { selectionRecordSchema } from '../../../../pipeline/submission/selection-schema.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/outputs.md'), 'utf8');

/** Names of all fields, at any depth. */
function fieldsOf(schema: unknown): string[] {
  const parsed = z
    .object({ properties: z.record(z.string(), z.unknown()).optional() })
    .catchall(z.unknown())
    .safeParse(schema);
  if (!parsed.success) return Array.isArray(schema) ? schema.flatMap(fieldsOf) : [];
  const { properties = {}, ...rest } = parsed.data;
  const below = [...Object.values(properties), ...Object.values(rest)].flatMap(fieldsOf);
  return [...Object.keys(properties), ...below];
}

function untold(page: string): string[] {
  const fields = new Set(fieldsOf(z.toJSONSchema(selectionRecordSchema)));
  expect(fields.size).toBeGreaterThan(60);
  return [...fields].filter((field) => !page.includes(`\`${field}\``));
}

test('the page on outputs tells every field of the record of a choice', () => {
  expect(untold(PAGE)).toEqual([]);
});

test('control: a field that the page leaves out is caught', () => {
  expect(untold(PAGE.replaceAll('`vote_reproduced`', ''))).toEqual(['vote_reproduced']);
});
