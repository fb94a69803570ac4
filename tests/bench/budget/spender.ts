import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import { anthropicModel } from '../../../agents/models/anthropic-model.ts';
import { retrying } from '../../../agents/models/retrying.ts';
import { openStore } from '../../../db/open-store.ts';
import { configSchema } from '../../../domain/config.ts';
import { BudgetError, MachineryError } from '../../../domain/errors.ts';
import type { Model } from '../../../domain/model.ts';
import { billed } from '../../../pipeline/billed.ts';
import { promptBounds } from '../../../pipeline/largest-cost.ts';
import { composeModels } from '../../../scripts/compose.ts';
import { callOf, MODEL, PRICE } from './calls.ts';
import { lateBudget } from './late-budget.ts';

/*
 * Asks for calls FROM to TO, 64 at a time, by the models that the command line composes, over a store in a file.
 * `late` is the control. Prints an index when it asks for it, so that whoever kills it knows where it was.
 *
 *   spender.js STORE BUDGET FROM TO product|late
 */
const [path = '', budgetUsd = '0', from = '0', to = '0', kind] = process.argv.slice(2);
const AT_ONCE = 64;
const name = `anthropic:${MODEL}`;

const config = configSchema.parse({
  models: { default: name },
  prices: { [name]: PRICE },
  running: {
    budgetUsd: Number(budgetUsd),
    slots: AT_ONCE,
    firstTokenMs: 2_000,
    betweenTokensMs: 2_000,
    retries: 2,
  },
});
const store = openStore(path);
const run = { ...(store.findRun('bench') ?? store.createRun('bench', config, null)), config };
const { signal } = new AbortController();
// Every call in flight listens.
setMaxListeners(0, signal);

function product(): Model {
  const options = {
    environment: process.env,
    tape: null,
    strictTape: false,
    stopping: signal,
    warn: () => {},
    tapeDiffers: () => {},
  };
  return composeModels(run, store, options).modelOf('editing', 0).model;
}

function late(): Model {
  const { firstTokenMs, betweenTokensMs, retries } = config.running;
  const shared = { firstTokenMs, betweenTokensMs, warn: () => {} };
  const baseUrl = process.env.ANTHROPIC_BASE_URL ?? '';
  const provider = anthropicModel({ apiKey: 'key', baseUrl, ...shared });
  const budget = lateBudget(Number(budgetUsd), store.committedUsd(run.id));
  const paid = billed(provider, { store, run, budget, bounds: promptBounds(), name, price: PRICE });
  return retrying(paid, { retries });
}

/** What the provider or the budget refuses is a call that was asked for; the next one goes on. */
function unlessOurs(error: unknown): void {
  if (!(error instanceof BudgetError || error instanceof MachineryError)) throw error;
}

const model = kind === 'late' ? late() : product();
const queue = new PQueue({ concurrency: AT_ONCE });
for (let index = Number(from); index < Number(to); index++) {
  await queue.onSizeLessThan(AT_ONCE);
  void queue.add(async () => {
    process.stdout.write(`${index}\n`);
    await model.ask(callOf(index), signal).catch(unlessOurs);
  });
}
await queue.onIdle();
store.close();
