import type { StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';

/** The run of a name; without a name the only one there is. Throws a UsageError that lists the runs. */
export function findRun(store: Pick<StoreReader, 'listRuns'>, name: string | undefined): Run {
  const runs = store.listRuns();
  const run =
    name === undefined ? (runs.length === 1 ? runs[0] : undefined) : runs.find((row) => row.name === name);
  if (run) return run;
  const names = runs.map((row) => row.name).join(', ');
  if (runs.length === 0) throw new UsageError('the store holds no run yet; troop run makes one');
  throw new UsageError(
    name === undefined ? `say which run with --run: ${names}` : `no run ${name}; there are ${names}`,
  );
}
