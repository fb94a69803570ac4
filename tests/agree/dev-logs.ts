import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema } from '../../domain/config.ts';
import { MachineryError } from '../../domain/errors.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { buildImages } from '../../scripts/dev-set/build-images.ts';
import { planGradings } from '../../scripts/dev-set/gold-check.ts';
import { gradedLogs, type Origin } from '../../scripts/dev-set/graded-logs.ts';
import { keptLogsFolder, withGradingEngine } from '../../scripts/dev-set/grading-engine.ts';
import { readMaterial } from '../../scripts/dev-set/material.ts';
import { writeDevSet } from '../../scripts/dev-set/rows.ts';
import type { Subject } from './subject.ts';

export interface DevLogs {
  readonly subjects: readonly Subject[];
  /** Gradings that left no log to read: instance and source, and why. */
  readonly logless: readonly string[];
}

export interface DevLogOptions {
  readonly data: string;
  readonly instances: readonly string[] | null;
  readonly jobs: number;
  readonly fresh: boolean;
  /** Folder for the logs. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/**
 * Logs of base, gold patch and every recorded candidate of the development instances, run in Docker or read from an
 * earlier run; images are built where they are absent. Null where Ctrl-C ended it.
 */
export async function devLogs(options: DevLogOptions): Promise<DevLogs | null> {
  const { data, folder, jobs, fresh, say } = options;
  const instances = await readMaterial(data, options.instances);
  const cache = join(cacheDirectory(process.env), 'dev-set');
  return withGradingEngine(jobs, async (engine, signal) => {
    const prepared = await buildImages(instances, { cache, jobs, say, signal });
    if (prepared.length < instances.length) {
      throw new MachineryError('not every image could be built', { transient: false });
    }
    const files = await writeDevSet(join(folder, 'rows'), prepared);
    const plans = await planGradings(files.instances, instances, configSchema.parse({}).execution);
    const origins: Origin[] = [];
    const settled = (index: number, _: unknown, origin: Origin) => {
      origins.push(origin);
      const plan = plans[index];
      if (origin === 'run') say(`${origins.length}/${plans.length} ${plan?.instanceId}  ${plan?.source}`);
    };
    const cells = plans.map(({ cell }) => cell);
    const kept = { folder: keptLogsFolder(), fresh };
    const results = await gradedLogs(cells, { engine, signal, settled, ...kept });
    const ran = origins.filter((origin) => origin === 'run').length;
    say(`${plans.length} logs: ${ran} made now, ${plans.length - ran} read from earlier runs`);

    const subjects: Subject[] = [];
    const logless: string[] = [];
    await mkdir(join(folder, 'logs'), { recursive: true });
    for (const [index, { instanceId, source, kind, expected, columns, cell }] of plans.entries()) {
      const result = results[index];
      const key = `${instanceId}  ${source}`;
      if (!result || result.outcome === 'timeout' || result.outcome === 'not-applied') {
        logless.push(`${key}: ${result?.reason ?? result?.outcome}`);
        continue;
      }
      const logPath = join(folder, 'logs', `${index}.log`);
      await writeFile(logPath, result.output);
      // The official harness grades base under an empty patch.
      subjects.push({ key, columns, logPath, patch: cell.patch ?? '', kind, expected });
    }
    return { subjects, logless };
  });
}
