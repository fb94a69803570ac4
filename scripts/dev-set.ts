import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '../domain/errors.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { buildImages } from './dev-set/build-images.ts';
import type { CheckOptions } from './dev-set/check.ts';
import { readMaterial } from './dev-set/material.ts';
import { pruneImages } from './dev-set/prune-images.ts';
import { type Prepared, writeDevSet } from './dev-set/rows.ts';
import { note, out } from './output.ts';

const HELP = `npm run dev-set -- [--instances a,b] [--data DIR] [--out DIR] [--check [--fresh]] [--jobs N] [--prune]

Builds runnable SWE-bench instances from released packages and writes instances.jsonl, predictions.jsonl and
expected.jsonl; see docs/dev-set.md.

  --instances a,b  those only (default: all that have a release)
  --data DIR       folder with dev_instances.jsonl and its companions (default: TROOP_DEV_DATA,
                   else ../shared/data/swebench)
  --out DIR        where to write (default: dev-set in the cache directory)
  --check          then grade base, gold and recorded candidates, and compare
  --fresh          with --check: grade again what an earlier check has graded
  --jobs N         builds and gradings at once (default 2)
  --prune          remove the images that older recipes of these instances made
`;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));

process.exitCode = await main().catch((error: unknown) => {
  if (stop.signal.aborted) return 130;
  note(`dev-set: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    out(HELP);
    return 0;
  }
  const cache = resolve(cacheDirectory(process.env), 'dev-set');
  const instances = await readMaterial(options.data, options.instances);
  note(
    `${instances.length} instances, ${options.jobs} built at once; what is there already is not built again`,
  );
  const building = { cache, jobs: options.jobs, say: note, signal: stop.signal };
  const prepared = await buildImages(instances, building);
  const files = await writeDevSet(options.out ?? resolve(cache, 'rows'), prepared);
  note(`${prepared.length} instances in ${files.instances}`);
  const bare = prepared.filter(({ instance }) => instance.candidates.length === 0);
  if (bare.length > 0) note(`without candidates: ${bare.map(({ instance }) => instance.id).join(' ')}`);
  if (options.prune) {
    const removed = await pruneImages(prepared, stop.signal);
    note(`${removed.length} older images removed`);
  }
  const status = options.check ? await check(files.instances, prepared, options) : 0;
  return prepared.length < instances.length ? 1 : status;
}

async function check(rows: string, prepared: readonly Prepared[], options: CheckOptions): Promise<number> {
  // Only a check needs the engine, and only it should wait for the engine's packages to load.
  const { checkDevSet } = await import('./dev-set/check.ts');
  return checkDevSet(
    rows,
    prepared.map(({ instance }) => instance),
    options,
  );
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string' },
      data: { type: 'string' },
      out: { type: 'string' },
      check: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      prune: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs takes a whole number from 1 on`);
  const beside = fileURLToPath(new URL('../../shared/data/swebench', import.meta.url));
  return {
    ...values,
    jobs,
    data: values.data ?? process.env.TROOP_DEV_DATA ?? beside,
    instances: values.instances?.split(',').map((id) => id.trim()) ?? null,
  };
}
