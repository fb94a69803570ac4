import { anthropicBatches } from '../../agents/models/anthropic-batches.ts';
import { openaiBatches } from '../../agents/models/openai-batches.ts';
import type { Store } from '../../db/store.ts';
import { configSchema } from '../../domain/config.ts';
import type { Run } from '../../domain/records.ts';
import { type BatchedModel, batched } from '../../pipeline/batched.ts';
import type { Budget } from '../../pipeline/budget.ts';
import { promptBounds } from '../../pipeline/largest-cost.ts';
import { runBudget } from '../../pipeline/run-budget.ts';
import type { FakeServer } from '../fake-server/start.ts';

/** One USD a token of any class at the list price, half of it in a batch. */
const PRICE = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };

export class StoppedForTest extends Error {}

/** What one process has of a run in a store: its batched model, its budget, and the two ways to end it. */
export interface BatchedClient {
  readonly model: BatchedModel;
  readonly budget: Budget;
  readonly run: Run;
  readonly warnings: readonly string[];
  /** The user's second Ctrl-C. */
  abort(): void;
  /** The first. */
  stop(): void;
  readonly signal: AbortSignal;
}

export interface ClientOptions {
  readonly apiKey?: string;
  readonly budgetUsd?: number;
  readonly maxRequests?: number;
}

export function batchedClient(
  provider: 'anthropic' | 'openai',
  server: Pick<FakeServer, 'url' | 'openaiUrl'>,
  store: Store,
  { apiKey = 'key-1', budgetUsd, maxRequests = 100 }: ClientOptions = {},
): BatchedClient {
  const batch = { waitMs: 50, pollMs: 20, maxRequests };
  const config = configSchema.parse({ running: { batch, budgetUsd: budgetUsd ?? null } });
  const run = store.findRun('night') ?? store.createRun('night', config, null);
  const budget = runBudget(store, { ...run, config });
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const abort = new AbortController();
  const stop = new AbortController();
  const shared = { apiKey, model: 'model-1', warn };
  const api =
    provider === 'anthropic'
      ? anthropicBatches({ ...shared, baseUrl: server.url })
      : openaiBatches({ ...shared, baseUrl: server.openaiUrl });
  const model = batched({
    store,
    run,
    budget,
    bounds: promptBounds(),
    name: `${provider}:model-1`,
    price: PRICE,
    api,
    settings: config.running.batch,
    signal: abort.signal,
    stopping: { signal: stop.signal, because: () => new StoppedForTest('stopped') },
    warn,
  });
  return {
    model,
    budget,
    run,
    warnings,
    abort: () => abort.abort(new Error('interrupted')),
    stop: () => stop.abort(),
    signal: abort.signal,
  };
}
