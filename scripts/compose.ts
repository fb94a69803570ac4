import { join } from 'node:path';
import { anthropicBatches } from '../agents/models/anthropic-batches.ts';
import { anthropicModel } from '../agents/models/anthropic-model.ts';
import type { BatchApi } from '../agents/models/batch-api.ts';
import { parseModelName } from '../agents/models/model-name.ts';
import { openaiBatches } from '../agents/models/openai-batches.ts';
import { openaiModel } from '../agents/models/openai-model.ts';
import { recorded } from '../agents/models/recorded.ts';
import { retrying } from '../agents/models/retrying.ts';
import { readTape, type TapeWriter } from '../agents/models/tape-file.ts';
import { tapeModel } from '../agents/models/tape-model.ts';
import { traffic } from '../agents/models/traffic.ts';
import type { Owner, Store } from '../db/store.ts';
import { chargedPrice } from '../domain/charged-price.ts';
import { type Config, modelOf } from '../domain/config.ts';
import { type Model, ROLES, type Role } from '../domain/model.ts';
import type { Price } from '../domain/price.ts';
import type { Run } from '../domain/records.ts';
import type { SandboxEngine } from '../domain/sandbox.ts';
import { batchOrLive } from '../pipeline/batch-or-live.ts';
import { type BatchedModel, batched } from '../pipeline/batched.ts';
import { billed } from '../pipeline/billed.ts';
import type { Purse } from '../pipeline/budget.ts';
import { type RoleModel, StoppedError } from '../pipeline/deps.ts';
import { promptBounds } from '../pipeline/largest-cost.ts';
import { limitsOf, runBudget } from '../pipeline/run-budget.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { createDockerEngine } from '../sandbox/docker/create-docker-engine.ts';
import type { ImageOptions } from '../sandbox/docker/images/image-provider.ts';
import { type Images, openImages } from '../sandbox/docker/images/open-images.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import { createProcessEngine } from '../sandbox/process/create-process-engine.ts';
import { rowRecipes } from './images/row-recipes.ts';
import { listPrice } from './list-price.ts';
import { addressOf, keysOf, noModel } from './model-access.ts';
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
  modelOf(role: Role): RoleModel;
  callsInFlight(): number;
  /** Null before the first call of this process, and where a price is unknown. */
  purse(): Purse | null;
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

export function composeEngine(run: Run, owner: Owner, wishes: ImageWishes): SandboxEngine {
  const { sandboxes } = run.config.running;
  const { environment } = wishes;
  if (run.config.sandbox === 'process') return createProcessEngine({ concurrency: sandboxes, environment });
  const images = imageOptions(wishes);
  return createDockerEngine({ run: run.name, owner, concurrency: sandboxes, environment, images });
}

/** Images for a command that has no run. */
export function composeImages(wishes: ImageWishes): Images {
  return openImages({ owner: thisOwner(), environment: wishes.environment, ...imageOptions(wishes) });
}

function imageOptions({ place, environment, pull, say }: ImageWishes): ImageOptions {
  // Beside what dev-set downloads: the same archives and wheels.
  const cache = join(cacheDirectory(environment), 'dev-set');
  return { pull, say, recipeOf: rowRecipes(place, { cache, say }) };
}

/** Prices of all models that a run may ask: its own where given, else the public list's; null where nobody knows. */
export function pricesOf(config: Config): Record<string, Price | null> {
  const names = new Set(ROLES.map((role) => modelOf(config, role)));
  return Object.fromEntries(
    [...names].filter((name) => name !== '').map((name) => [name, config.prices[name] ?? publicPrice(name)]),
  );
}

function publicPrice(name: string): Price | null {
  const asked = parseModelName(name);
  switch (asked.provider) {
    case 'anthropic':
    case 'openai':
      return listPrice(asked.model, { providerId: asked.provider });
    case 'openai-compatible':
      return asked.baseUrl === null ? null : listPrice(asked.model, { providerApiUrl: asked.baseUrl });
    case 'tape':
      return null;
  }
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
  });
  const batches: BatchedModel[] = [];
  const made = new Map<string, RoleModel>();
  const roleModel = (role: Role) => {
    const name = modelOf(config, role);
    const known = made.get(name);
    if (known) return known;
    if (name === '') throw noModel(role);
    const price = chargedPrice(config, name);
    const { asks, providers, countsReads, batchApi } = providersOf(name, config, options);
    // Money is reserved only behind the slots: what is reserved is in flight, and nothing else is waited for.
    const models = providers.map((provider) => billed(provider, { store, run, budget, bounds, name, price }));
    const live = inTurn({ models, countsReads });
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
    const tried = retrying(routed, { retries: config.running.retries });
    const model = options.tape ? recorded(tried, options.tape) : tried;
    const composed = { name, asks, model, price };
    made.set(name, composed);
    return composed;
  };
  return {
    modelOf: roleModel,
    callsInFlight: () => budget.inFlight,
    purse: () => (Object.values(config.prices).includes(null) ? null : budget.purse),
    limit: (budgetUsd) => budget.limit({ ...limitsOf(config), run: budgetUsd }),
    close: async () => {
      await Promise.all(batches.map((batch) => batch.close()));
    },
  };
}

interface Providers {
  readonly asks: string;
  /** One behind each key. */
  readonly providers: readonly Model[];
  readonly countsReads: boolean;
  /** Null where there is no batch price. It goes by the first key: a job belongs to the workspace of the key that sent it. */
  readonly batchApi: BatchApi | null;
}

function providersOf(text: string, config: Config, options: ModelOptions): Providers {
  const name = parseModelName(text);
  const { environment, strictTape, warn } = options;
  const { firstTokenMs, betweenTokensMs } = config.running;
  const shared = { firstTokenMs, betweenTokensMs, warn };
  switch (name.provider) {
    case 'anthropic': {
      const given = { ...baseUrl(environment.ANTHROPIC_BASE_URL), ...shared };
      const keys = keysOf('ANTHROPIC_API_KEY', environment);
      return {
        asks: name.model,
        providers: keys.map((apiKey) => anthropicModel({ apiKey, ...given })),
        countsReads: false,
        batchApi: anthropicBatches({ apiKey: keys[0], model: name.model, ...given }),
      };
    }
    case 'openai': {
      const given = { ...baseUrl(environment.OPENAI_BASE_URL), ...shared };
      const keys = keysOf('OPENAI_API_KEY', environment);
      return {
        asks: name.model,
        providers: keys.map((apiKey) => openaiModel({ apiKey, ...given })),
        countsReads: true,
        batchApi: openaiBatches({ apiKey: keys[0], model: name.model, ...given }),
      };
    }
    case 'openai-compatible': {
      const url = addressOf(name, environment);
      const keys = environment.OPENAI_API_KEY ? keysOf('OPENAI_API_KEY', environment) : ['none'];
      return {
        asks: name.model,
        providers: keys.map((apiKey) => openaiModel({ apiKey, baseUrl: url, ...shared })),
        countsReads: true,
        batchApi: null,
      };
    }
    case 'tape': {
      const tape = tapeModel(readTape(name.path), { strict: strictTape, warn: options.tapeDiffers });
      return { asks: 'tape', providers: [tape], countsReads: false, batchApi: null };
    }
  }
}

function baseUrl(url: string | undefined): { baseUrl?: string } {
  return url ? { baseUrl: url } : {};
}
