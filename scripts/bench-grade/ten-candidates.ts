import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MachineryError } from '../../domain/errors.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';

/** One real candidate for one instance, whose image is on this machine. */
export interface BenchCandidate {
  readonly instanceId: string;
  readonly row: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly patch: string;
}

/** Two runners, three base images, tests of seconds: what is measured is the harness around them. */
export const TEN = [
  'django__django-13933',
  'django__django-14017',
  'django__django-14238',
  'django__django-14787',
  'django__django-14915',
  'django__django-15814',
  'django__django-16642',
  'django__django-17087',
  'sympy__sympy-17655',
  'sympy__sympy-21847',
] as const;

const predictionSchema = z.object({
  instance_id: z.string(),
  model_name_or_path: z.string(),
  model_patch: z.string(),
});
const expectedSchema = z.object({
  instance_id: z.string(),
  model_name_or_path: z.string(),
  resolved: z.boolean(),
});

/** A candidate of each of the ten instances out of a folder that `dev-set` wrote: by turns one recorded as right and one as wrong. */
export async function tenCandidates(folder: string): Promise<BenchCandidate[]> {
  const rows = new Map<unknown, Readonly<Record<string, unknown>>>();
  for (const { columns } of await readDataset(join(folder, 'instances.jsonl')))
    if (columns) rows.set(columns.instance_id, columns);
  const predictions = await readLines(join(folder, 'predictions.jsonl'), predictionSchema);
  const expected = await readLines(join(folder, 'expected.jsonl'), expectedSchema);
  return TEN.map((instanceId, index) => {
    const isWanted = (source: string) =>
      expected.some(
        (one) =>
          one.instance_id === instanceId &&
          one.model_name_or_path === source &&
          one.resolved === (index % 2 === 0),
      );
    const row = rows.get(instanceId);
    const found = predictions.find(
      (one) => one.instance_id === instanceId && isWanted(one.model_name_or_path),
    );
    if (!row || !found)
      throw new MachineryError(`${folder} has no such candidate for ${instanceId}`, { transient: false });
    return { instanceId, row, source: found.model_name_or_path, patch: found.model_patch };
  });
}

async function readLines<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}
