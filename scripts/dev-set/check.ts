import { configSchema } from '../../domain/config.ts';
import { createDockerEngine } from '../../sandbox/docker/create-docker-engine.ts';
import { note, out } from '../output.ts';
import { thisOwner } from '../this-owner.ts';
import { type Checked, checkGold } from './gold-check.ts';
import type { DevInstance } from './material.ts';

/** Status 0 where every grading gave what is recorded, 2 where one did not, 130 where Ctrl-C ended it. */
export async function checkDevSet(
  datasetPath: string,
  instances: readonly DevInstance[],
  jobs: number,
): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('interrupted')));
  const environment = process.env;
  const engine = createDockerEngine({ run: 'dev-set', owner: thisOwner(), concurrency: jobs, environment });
  try {
    const results = await checkGold(datasetPath, instances, {
      engine,
      execution: configSchema.parse({}).execution,
      signal: stop.signal,
      checked: ({ instanceId, source, report }) => note(`${instanceId}  ${source}: ${report.verdict}`),
    });
    return printResults(instances.length, results);
  } catch (error) {
    if (stop.signal.aborted) return 130;
    throw error;
  } finally {
    await engine.close();
  }
}

function printResults(instanceCount: number, results: readonly Checked[]): number {
  const good = results.filter(({ report, expected }) => report.verdict === expected);
  for (const { instanceId, source, expected, report } of results.filter((result) => !good.includes(result))) {
    const failed = [...report.failToPass.failure, ...report.passToPass.failure].slice(0, 3).join(', ');
    out(`${instanceId}  ${source}: ${report.verdict}, recorded ${expected} (${report.cause ?? failed})`);
  }
  const count = (among: readonly Checked[], kind: Checked['kind']) =>
    among.filter((result) => result.kind === kind).length;
  out(
    `dev-set ${instanceCount} base ${count(good, 'base')} gold ${count(good, 'gold')} ` +
      `candidates ${count(results, 'candidate')} agree ${count(good, 'candidate')}`,
  );
  return good.length === results.length ? 0 : 2;
}
