import { setMaxListeners } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { openTapeWriter } from '../agents/models/tape-file.ts';
import type { Store, StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import type { Refusal } from '../pipeline/budget.ts';
import type { GradingDeps, OnChange, RunEvent } from '../pipeline/deps.ts';
import { priceLate } from '../pipeline/late-prices.ts';
import { withLease } from '../pipeline/with-lease.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import { composeEngine, composeModels, type Environment, type Models } from './compose.ts';
import type { Host } from './host.ts';
import { withInterrupt } from './interrupt.ts';
import { tapeDifferences } from './tape-differences.ts';
import { thisOwner } from './this-owner.ts';
import { watchPurse } from './watch-purse.ts';

export interface SessionOptions {
  readonly environment: Environment;
  /** The same with the keys of a file, for models alone. */
  readonly models?: Environment;
  readonly openEngine?: typeof composeEngine | undefined;
  readonly onChange: OnChange;
  /** Tape to record on, with what it is a recording of. */
  readonly record: { readonly path: string; readonly of: string } | null;
  readonly strictTape: boolean;
  /** Default `missing`. */
  readonly pull?: PullPolicy | undefined;
  readonly emit: (event: RunEvent) => void;
  readonly warn: (message: string) => void;
}

/** Opens a store for as long as `body` runs. A new file that got no run before `body` failed is removed again. */
export async function withStore<T>(
  path: string,
  host: Host,
  body: (store: Store) => Promise<T> | T,
): Promise<T> {
  const isNew = !existsSync(path);
  const store = await host.openStore(path);
  let isKept = true;
  try {
    return await body(store);
  } catch (error) {
    isKept = !isNew || store.listRuns().length > 0;
    throw error;
  } finally {
    store.close();
    if (!isKept) for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  }
}

/** The same for what only goes on with a run: a mistyped path makes no file. */
export async function withOldStore<T>(
  path: string,
  host: Host,
  body: (store: Store) => Promise<T> | T,
): Promise<T> {
  if (!existsSync(path)) throw new UsageError(`there is no store at ${path}; \`troop run\` makes one`);
  return withStore(path, host, body);
}

/** Opens a store to look at it. */
export async function withReader<T>(
  path: string,
  host: Host,
  body: (store: StoreReader) => Promise<T> | T,
): Promise<T> {
  const store = await host.openReader(path);
  try {
    return await body(store);
  } finally {
    store.close();
  }
}

interface Ended {
  readonly interrupted: boolean;
  /** Limits on money that calls ran into. */
  readonly refusals: readonly Refusal[];
}

/** Holds a run with its engine and its models while `body` works on it; an interrupt stops it in two steps. */
export async function withSession(
  store: Store,
  run: Run,
  options: SessionOptions,
  body: (deps: GradingDeps) => Promise<void>,
): Promise<Ended> {
  const owner = thisOwner();
  const { environment, openEngine = composeEngine, onChange, record, strictTape, emit, warn } = options;
  let refusals: readonly Refusal[] = [];
  const { interrupted } = await withLease(store, run, owner, (lost) =>
    withInterrupt(warn, async ({ signal, stopping, watchCalls }) => {
      const tape =
        record &&
        openTapeWriter(record.path, { tape: 1, recordedAt: new Date().toISOString(), of: record.of });
      const differences = tapeDifferences();
      const images = { place: run.dataset, environment, pull: options.pull ?? 'missing', say: warn };
      const engine = await openEngine(run, owner, images);
      let listening: NodeJS.Timeout | undefined;
      let unwatch = () => {};
      try {
        priceLate(store, run);
        const models = composeModels(run, store, {
          environment: options.models ?? environment,
          tape,
          strictTape,
          signal,
          stopping,
          warn,
          tapeDiffers: differences.add,
        });
        watchCalls(models.callsInFlight);
        unwatch = watchPurse(models.purse, emit);
        const { config } = run;
        const hear = () => hearCommands(store, run, models, warn);
        // What was asked until now is in the run's settings, which may have changed since this process read them.
        store.takeCommands(run.id);
        const stored = store.findRun(run.name);
        if (stored) models.limit(stored.config.running.budgetUsd);
        listening = setInterval(hear, LISTEN_MS);
        const deps = {
          store,
          run,
          config,
          engine,
          modelOf: models.modelOf,
          onChange,
          emit,
          signal: eitherOf(signal, lost),
          stopping,
          now: Date.now,
        };
        await body(deps).finally(models.close);
        refusals = models.refusals();
      } finally {
        clearInterval(listening);
        unwatch();
        await engine.close();
        const summary = differences.summary();
        if (summary !== null) warn(summary);
      }
    }),
  );
  return { interrupted, refusals };
}

const LISTEN_MS = 2_000;

/** Does what other processes ask of this one. */
function hearCommands(store: Store, run: Run, models: Models, warn: (message: string) => void): void {
  for (const { budgetUsd } of store.takeCommands(run.id)) {
    models.limit(budgetUsd);
    warn(`run ${run.name} may now spend ${budgetUsd === null ? 'without a limit' : `${budgetUsd} USD`}`);
  }
}

function eitherOf(...signals: AbortSignal[]): AbortSignal {
  const either = AbortSignal.any(signals);
  setMaxListeners(0, either);
  return either;
}
