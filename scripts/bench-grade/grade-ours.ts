import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openStore } from '../../db/open-store.ts';
import { packText } from '../../db/packed-text.ts';
import { configSchema } from '../../domain/config.ts';
import { patchIdentity } from '../../domain/patch.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import type { BenchCandidate } from './ten-candidates.ts';
import { timedProcess } from './timed-process.ts';

export interface BenchRun {
  readonly folder: string;
  readonly candidates: readonly BenchCandidate[];
  /** At once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
}

export interface BenchResult {
  readonly seconds: number;
  /** By instance id: resolved or not; absent where there is no verdict. */
  readonly resolved: ReadonlyMap<string, boolean>;
}

const printedSchema = z.object({
  grades: z.array(z.object({ instance: z.string(), verdict: z.string(), suspect: z.unknown() })),
});

/** Grades the candidates by the built command line; only the command itself is timed, not the filling of its store, which is called `name`. */
export async function gradeOurs(
  { folder, candidates, jobs, signal }: BenchRun,
  cli: string,
  name: string,
): Promise<BenchResult> {
  const store = join(folder, `${name}.db`);
  await fillStore(store, join(folder, 'rows.jsonl'), candidates, jobs);
  const argv = [cli, 'grade', '--store', store, '--all', '--json'];
  const { seconds, stdout } = await timedProcess(process.execPath, argv, { cwd: folder, signal });
  const { grades } = printedSchema.parse(JSON.parse(stdout));
  return {
    seconds,
    resolved: new Map(
      grades
        .filter(({ verdict }) => verdict !== 'errored')
        .map(({ instance, verdict }) => [instance, verdict === 'resolved']),
    ),
  };
}

async function fillStore(
  file: string,
  dataset: string,
  candidates: readonly BenchCandidate[],
  jobs: number,
): Promise<void> {
  await writeFile(dataset, candidates.map(({ row }) => `${JSON.stringify(row)}\n`).join(''));
  const { issues } = await readIssues(dataset);
  const store = openStore(file);
  try {
    const config = configSchema.parse({ running: { sandboxes: jobs } });
    const run = store.createRun('bench', config, dataset);
    for (const [position, issue] of issues.entries())
      store.addInstance(run.id, position, issue, await packText(issue.text));
    for (const { instanceId, source, patch } of candidates) {
      const packed = { identity: patchIdentity(patch), text: await packText(patch) };
      store.importCandidate(run.id, instanceId, source, packed);
    }
  } finally {
    store.close();
  }
}
