import { asc, eq } from 'drizzle-orm';
import { type Config, configSchema } from '../../domain/config.ts';
import { UsageError } from '../../domain/errors.ts';
import { issueSchema } from '../../domain/issue.ts';
import type { Run } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { instances, runs } from '../schema.ts';
import type { Store } from '../store.ts';
import { storeError } from '../store-error.ts';
import type { Blobs } from './blobs.ts';

type RunMethods = Pick<
  Store,
  'createRun' | 'findRun' | 'listRuns' | 'updateConfig' | 'addInstance' | 'issues'
>;

/** Runs with their frozen configs, and the instances they work on. */
export function runMethods({ db, now, read, write }: Handle, blobs: Blobs): RunMethods {
  const findRow = (name: string) => db.select().from(runs).where(eq(runs.name, name)).get();
  return {
    createRun: (name, config, dataset) =>
      write(() => {
        const row =
          findRow(name) ??
          db.insert(runs).values({ name, config, dataset, createdAt: now() }).returning().get();
        return runOf(row);
      }),
    findRun: (name) =>
      read(() => {
        const row = findRow(name);
        return row ? runOf(row) : null;
      }),
    listRuns: () => read(() => db.select().from(runs).orderBy(asc(runs.id)).all().map(runOf)),
    updateConfig: (runId, config) =>
      write(() => {
        const { changes } = db.update(runs).set({ config }).where(eq(runs.id, runId)).run();
        if (changes === 0) throw storeError(`the store has no run ${runId}`);
      }),
    addInstance: (runId, position, { text: _, ...issue }, text) =>
      write(() => {
        db.insert(instances)
          .values({ runId, instanceId: issue.instanceId, position, issue, issueText: blobs.put(text) })
          .onConflictDoNothing()
          .run();
      }),
    issues: (runId) =>
      read(() =>
        db
          .select()
          .from(instances)
          .where(eq(instances.runId, runId))
          .orderBy(asc(instances.position), asc(instances.id))
          .all()
          .map(({ issue, issueText }) => issueSchema.parse({ ...issue, text: blobs.get(issueText) })),
      ),
  };
}

function runOf({ id, name, config, dataset }: typeof runs.$inferSelect): Run {
  return { id, name, config: knownConfig(name, config), dataset };
}

/** Parsed again on its way out: numbers that this troop knows and the one that stored the run did not. */
function knownConfig(run: string, stored: unknown): Config {
  const parsed = configSchema.safeParse(stored);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new UsageError(
    `the stored config of run ${run} is not one of this troop: ${parsed.error.message}; use the version that made it`,
  );
}
