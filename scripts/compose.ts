import { join } from 'node:path';
import type { Account } from '../agents/models/key-lane.ts';
import { recorded } from '../agents/models/recorded.ts';
import { RetryAllowance } from '../agents/models/retry-allowance.ts';
import { retrying } from '../agents/models/retrying.ts';
import type { TapeWriter } from '../agents/models/tape-file.ts';
import { traffic } from '../agents/models/traffic.ts';
import type { Owner, Store } from '../db/store.ts';
import { chargedPrice } from '../domain/charged-price.ts';
import type { Config } from '../domain/config.ts';
import type { Issue } from '../domain/issue.ts';
import type { Role } from '../domain/model.ts';
import { choiceOf } from '../domain/model-choice.ts';
import type { Run } from '../domain/records.ts';
import type { SandboxEngine } from '../domain/sandbox.ts';
import { batchOrLive } from '../pipeline/batch-or-live.ts';
import { type BatchedModel, batched } from '../pipeline/batched.ts';
import { billed } from '../pipeline/billed.ts';
import type { Purse, Refusal } from '../pipeline/budget.ts';
import { EndedError, type RoleModel, StoppedError } from '../pipeline/deps.ts';
import { promptBounds } from '../pipeline/largest-cost.ts';
import { limitsOf, runBudget } from '../pipeline/run-budget.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import type { ImageOptions } from '../sandbox/docker/images/image-provider.ts';
import type { Images } from '../sandbox/docker/images/open-images.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import { placeOf, providersOf } from './compose-providers.ts';
import { rowRecipes } from './images/row-recipes.ts';
import { noModel } from './model-access.ts';
import type { OpenRepository } from './plan/repository-sizes.ts';
import { thisOwner } from './this-owner.ts';

/** The environment, read here and nowhere else. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

export interface ModelOptions {
  readonly environment: Environment;
  readonly tape: TapeWriter | null;
  readonly strictTape: boolean;
  /** Ends everything at once, jobs in batches too. */
  readonly signal?: AbortSignal;
  /** Begins no further call. */
  readonly stopping: AbortSignal;
  readonly warn: (message: string) => void;
  /** Hears of each call that differs from the recorded one. */
  readonly tapeDiffers: (difference: string) => void;
}

export interface Models {
  modelOf(role: Role, sample: number): RoleModel;
  callsInFlight(): number;
  /** Null before the first call of this process, and where a price is unknown. */
  purse(): Purse | null;
  /** Limits on money that calls of this process ran into. */
  refusals(): readonly Refusal[];
  /** Sets another limit on the run, for calls that wait too. */
  limit(budgetUsd: number | null): void;
  /** Waits for what the end of the run has to tell providers. */
  close(): Promise<void>;
}

/** How images are got that the engine does not have. */
export interface ImageWishes {
  /** Data set whose rows may hold recipes, as `readDataset` takes it; null: there is none. */
  readonly place: string | null;
  readonly environment: Environment;
  readonly pull: PullPolicy;
  readonly say: (line: string) => void;
}

export interface Repositories {
  readonly open: OpenRepository;
  close(): Promise<void>;
}

/** Only the engine that the run wants is loaded. */
export async function composeEngine(run: Run, owner: Owner, wishes: ImageWishes): Promise<SandboxEngine> {
  const { sandboxes } = run.config.running;
  const { environment } = wishes;
  if (run.config.sandbox === 'process') {
    const { createProcessEngine } = await import('../sandbox/process/create-process-engine.ts');
    return createProcessEngine({ concurrency: sandboxes, environment });
  }
  const { createDockerEngine } = await import('../sandbox/docker/create-docker-engine.ts');
  const images = imageOptions(wishes);
  return createDockerEngine({ run: run.name, owner, concurrency: sandboxes, environment, images });
}

/** Images for a command that has no run. */
export async function composeImages(wishes: ImageWishes): Promise<Images> {
  const { openImages } = await import('../sandbox/docker/images/open-images.ts');
  return openImages({ owner: thisOwner(), environment: wishes.environment, ...imageOptions(wishes) });
}

/** Repositories as a run would read them, without pulling or building an image. */
export async function composeRepositories(
  sandbox: Config['sandbox'],
  wishes: ImageWishes,
): Promise<Repositories> {
  const signal = new AbortController().signal;
  if (sandbox === 'process') {
    const { createProcessEngine } = await import('../sandbox/process/create-process-engine.ts');
    const engine = createProcessEngine({ concurrency: 1, environment: wishes.environment });
    return { open: (issue) => engine.openRepository(issue, signal), close: () => engine.close() };
  }
  const images = await composeImages(wishes);
  const open = async (issue: Issue) => {
    const seen = await images.peek(issue, signal);
    if (!('how' in seen)) return seen;
    const what = seen.name === '' ? 'its row names no image' : `there is no image ${seen.name} yet`;
    return { why: `${what} (${WAYS[seen.how]})` };
  };
  return { open, close: images.close };
}

const WAYS = {
  present: 'it is there',
  pull: 'a run would pull it',
  dockerfile: 'a run would build it from its Dockerfile',
  registries: 'a run would build it from package registries',
  nowhere: 'nothing says how to get it',
} as const;

function imageOptions({ place, environment, pull, say }: ImageWishes): ImageOptions {
  // Beside what dev-set downloads: the same archives and wheels.
  const cache = join(cacheDirectory(environment), 'dev-set');
  return { pull, say, recipeOf: rowRecipes(place, { cache, say }) };
}

/** The model of each role, wrapped: record, retry, traffic (warm and rate), reserve, provider. */
export function composeModels(run: Run, store: Store, options: ModelOptions): Models {
  const { config } = run;
  const budget = runBudget(store, run);
  const bounds = promptBounds();
  const stopping = { signal: options.stopping, because: () => new StoppedError('the run is being stopped') };
  const inTurn = traffic({
    slots: config.running.slots,
    limits: config.running.limits,
    cacheTtl: config.cacheTtl,
    stopping,
    ended: (refusal) =>
      new EndedError(`${refusal.message} No further call is sent; the same command resumes the run.`, {
        cause: refusal,
      }),
  });
  const allowance = new RetryAllowance();
  const batches: BatchedModel[] = [];
  const accounts = new Map<string, Account>();
  const accountOf = (place: string, key: string) => {
    const name = `${place} ${key}`;
    const account = accounts.get(name) ?? { refusal: null };
    accounts.set(name, account);
    return account;
  };
  const made = new Map<string, RoleModel>();
  const roleModel = (role: Role, sample: number) => {
    const choice = choiceOf(config.models, role, sample);
    if (choice === null) throw noModel(role);
    const { label: name, thinking } = choice;
    const known = made.get(name);
    if (known) return known;
    const price = chargedPrice(config, name);
    const { asks, keys, providers, countsReads, batchApi } = providersOf(choice, config, options);
    // Money is reserved only behind the slots: what is reserved is in flight, and nothing else is waited for.
    const models = providers.map((provider) => billed(provider, { store, run, budget, bounds, name, price }));
    const live = inTurn({
      models,
      countsReads,
      accounts: keys.map((key) => accountOf(placeOf(choice), key)),
    });
    const { signal = new AbortController().signal, warn } = options;
    const settings = config.running.batch;
    if (batchApi === null && settings.roles.length > 0)
      warn(`${name} has no batch price; its calls go one by one`);
    // A job holds money while it is waited for, and no slot.
    const batch =
      batchApi &&
      batched({ store, run, budget, bounds, name, price, api: batchApi, settings, signal, stopping, warn });
    if (batch) batches.push(batch);
    const routed = batch ? batchOrLive({ batch, live, hasJobs: store.batches(run.id).length > 0 }) : live;
    const tried = retrying(routed, { retries: config.running.retries, allowance });
    const model = options.tape ? recorded(tried, options.tape) : tried;
    const composed = { name, asks, model, price, thinking };
    made.set(name, composed);
    return composed;
  };
  return {
    modelOf: roleModel,
    callsInFlight: () => budget.inFlight,
    purse: () => (Object.values(config.prices).includes(null) ? null : budget.purse),
    refusals: () => budget.refusals,
    limit: (budgetUsd) => budget.limit({ ...limitsOf(config), run: budgetUsd }),
    close: async () => {
      await Promise.all(batches.map((batch) => batch.close()));
    },
  };
}
