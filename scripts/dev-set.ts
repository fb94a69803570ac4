import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '../domain/errors.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { instanceImage } from './dev-set/image.ts';
import { readMaterial } from './dev-set/material.ts';
import { type Prepared, writeDevSet } from './dev-set/rows.ts';
import { note, out } from './output.ts';

const HELP = `npm run dev-set -- [--instances a,b] [--data DIR] [--out DIR] [--check] [--jobs N]

Builds runnable SWE-bench instances from released packages and writes instances.jsonl, predictions.jsonl and
expected.jsonl; see docs/dev-set.md.

  --instances a,b  those only (default: all that have a release)
  --data DIR       folder with dev_instances.jsonl and its companions (default: TROOP_DEV_DATA,
                   else ../shared/data/swebench)
  --out DIR        where to write (default: dev-set in the cache directory)
  --check          then grade base, gold and recorded candidates, and compare
  --jobs N         gradings at once (default 2)
`;

process.exitCode = await main().catch((error: unknown) => {
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
  const prepared: Prepared[] = [];
  for (const instance of instances) {
    prepared.push({ instance, image: await instanceImage(instance, cache, note) });
  }
  const files = await writeDevSet(options.out ?? resolve(cache, 'rows'), prepared);
  note(`${prepared.length} instances in ${files.instances}`);
  if (!options.check) return 0;
  // Only a check needs the engine, and only it should wait for the engine's packages to load.
  const { checkDevSet } = await import('./dev-set/check.ts');
  return checkDevSet(files.instances, instances, options.jobs);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string' },
      data: { type: 'string' },
      out: { type: 'string' },
      check: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
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
