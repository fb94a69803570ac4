import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ran } from '../support/run-main.ts';

export interface TapeRun {
  readonly folder: string;
  readonly dataset: string;
  readonly model: string;
  readonly samples: number;
  /** Laid over the settings of all these runs. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Arguments of a run that replays a tape in process sandboxes, its context given, and prints one JSON document. */
export function tapeRun({ folder, dataset, model, samples, settings = {} }: TapeRun): string[] {
  const config = join(folder, 'config.json');
  const price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const context = { mode: 'given', given: ['lib/parse.js'] };
  writeFileSync(
    config,
    JSON.stringify({ sandbox: 'process', samples, context, prices: { [model]: price }, ...settings }),
  );
  const store = join(folder, 'troop.db');
  return [
    'run',
    '--run',
    'e2e',
    '--store',
    store,
    '--dataset',
    dataset,
    '--model',
    model,
    '--config',
    config,
    '--json',
  ];
}

const issueSchema = z.object({
  instance: z.string(),
  state: z.string(),
  chosen: z.string().nullable(),
  chosenId: z.number().nullable(),
  grade: z.string().nullable(),
  candidates: z.number(),
  tests: z.number(),
  votes: z.number().nullable(),
  voters: z.number(),
  fallback: z.string().nullable(),
  costUsd: z.number().nullable(),
  errors: z.array(z.string()),
});

/** The first issue of the document that `run --json` printed, alone, on standard output. */
export function issueOf({ stdout, stderr }: Ran): z.infer<typeof issueSchema> {
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  const [issue] = z.object({ issues: z.array(issueSchema) }).parse(JSON.parse(stdout)).issues;
  if (!issue) throw new Error('the document has no issue');
  return issue;
}
