import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { BenchResult, BenchRun } from './grade-ours.ts';
import { timedProcess } from './timed-process.ts';

const MODEL = 'bench';
const RUN = 'troop-bench-grade';

const reportSchema = z.record(z.string(), z.object({ resolved: z.boolean() }));

/** Grades the candidates by the official command, `swebench eval`, as its users call it. */
export async function gradeBySwebench(
  { folder, candidates, jobs, signal }: BenchRun,
  python: string,
): Promise<BenchResult> {
  const predictions = candidates.map(({ instanceId, patch }) => ({
    instance_id: instanceId,
    model_name_or_path: MODEL,
    model_patch: patch,
  }));
  await writeFile(join(folder, 'rows.json'), JSON.stringify(candidates.map(({ row }) => row)));
  await writeFile(join(folder, 'predictions.json'), JSON.stringify(predictions));
  const argv = ['eval', 'rows.json', '-p', 'predictions.json', '--run-id', RUN, '-j', String(jobs)];
  const command = join(dirname(python), 'swebench');
  const { seconds } = await timedProcess(command, argv, { cwd: folder, signal });
  const resolved = new Map<string, boolean>();
  for (const { instanceId } of candidates) {
    const file = join(folder, 'logs', 'run_evaluation', RUN, MODEL, instanceId, 'report.json');
    const text = await readFile(file, 'utf8').catch(() => null);
    const report = text === null ? undefined : reportSchema.parse(JSON.parse(text))[instanceId];
    if (report) resolved.set(instanceId, report.resolved);
  }
  return { seconds, resolved };
}
