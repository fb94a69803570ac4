import { configSchema } from '../../domain/config.ts';
import { note, out } from '../output.ts';
import { type Checked, checkGold } from './gold-check.ts';
import type { Origin } from './graded-logs.ts';
import { keptLogsFolder, withGradingEngine } from './grading-engine.ts';
import type { DevInstance } from './material.ts';

export interface CheckOptions {
  /** Gradings at once. */
  readonly jobs: number;
  /** Runs what an earlier check has run already. */
  readonly fresh: boolean;
}

/** Status 0 where every grading gave what is recorded, 2 where one did not, 130 where Ctrl-C ended it. */
export async function checkDevSet(
  datasetPath: string,
  instances: readonly DevInstance[],
  { jobs, fresh }: CheckOptions,
): Promise<number> {
  const origins: Origin[] = [];
  const results = await withGradingEngine(jobs, (engine, signal) =>
    checkGold(datasetPath, instances, {
      engine,
      execution: configSchema.parse({}).execution,
      signal,
      kept: { folder: keptLogsFolder(), fresh },
      checked: ({ instanceId, source, report }, origin) => {
        origins.push(origin);
        if (origin === 'run') note(`${instanceId}  ${source}: ${report.verdict}`);
      },
    }),
  );
  if (results === null) return 130;
  const ran = origins.filter((origin) => origin === 'run').length;
  out(`${origins.length} gradings: ${ran} run now, ${origins.length - ran} read from earlier runs`);
  return printResults(instances.length, results);
}

function printResults(instanceCount: number, results: readonly Checked[]): number {
  const good = results.filter(({ report, expected }) => report.verdict === expected);
  for (const result of results.filter((one) => !good.includes(one))) {
    const { instanceId, source, expected, report } = result;
    out(`${instanceId}  ${source}: ${report.verdict}, recorded ${expected} (${causeOf(result)})`);
  }
  const count = (among: readonly Checked[], kind: Checked['kind']) =>
    among.filter((result) => result.kind === kind).length;
  out(
    `dev-set ${instanceCount} base ${count(good, 'base')} gold ${count(good, 'gold')} ` +
      `candidates ${count(results, 'candidate')} agree ${count(good, 'candidate')}`,
  );
  return good.length === results.length ? 0 : 2;
}

/** Why a grading came out as it did, in a few words. */
export function causeOf({ report }: Pick<Checked, 'report'>): string {
  if (report.cause !== null) return report.cause;
  const lost = [
    ...report.failToPass.failure.map((test) => `${test} still fails`),
    ...report.passToPass.failure.map((test) => `${test} fails now`),
  ];
  if (lost.length === 0) return 'every listed test passes';
  const more = lost.length > 3 ? ` and ${lost.length - 3} more` : '';
  return `${lost.slice(0, 3).join('; ')}${more}`;
}
