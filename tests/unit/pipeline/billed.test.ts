import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../../agents/models/provider-error.ts';
import { configSchema } from '../../../domain/config.ts';
import { MachineryError } from '../../../domain/errors.ts';
import { textMessage } from '../../../domain/message.ts';
import type { Model, ModelRequest } from '../../../domain/model.ts';
import { billed } from '../../../pipeline/billed.ts';
import { promptBounds } from '../../../pipeline/largest-cost.ts';
import { runBudget } from '../../../pipeline/run-budget.ts';
import { tempStore } from '../db/temp-store.ts';

/** One USD a token of any class. */
const PRICE = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };
const OUTPUT = 100;
const COUNTED = { inputTokens: 7, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const request: ModelRequest = {
  key: { instanceId: 'a', role: 'editing', sample: 0, turn: 1 },
  model: 'one',
  messages: [textMessage('user', 'x'.repeat(50))],
  temperature: 0,
  maxOutputTokens: OUTPUT,
  cacheAfter: [],
  callId: 'a',
  hash: 'h',
};

/** What the ledger says after one attempt. */
async function ledgerAfter(ask: Model['ask'], signal = new AbortController().signal) {
  const store = tempStore();
  const run = store.createRun('night', configSchema.parse({}), null);
  const budget = runBudget(store, run);
  const model = billed({ ask }, { store, run, budget, bounds: promptBounds(), name: 'p:one', price: PRICE });
  await model.ask(request, signal).catch(() => {});
  return {
    committed: store.committedUsd(run.id),
    open: store.openEntries(run.id),
    inFlight: budget.inFlight,
  };
}

const fails = (error: unknown) => () => Promise.reject(error);

describe('an attempt costs', () => {
  test('what its reply counts', async () => {
    const reply = { text: '', usage: COUNTED, stop: 'end', model: 'one' } as const;
    expect(await ledgerAfter(() => Promise.resolve(reply))).toEqual({ committed: 8, open: [], inFlight: 0 });
  });

  test('nothing where it was refused by a status', async () => {
    const refused = new ProviderError('429', { transient: true, status: 429 });
    expect((await ledgerAfter(fails(refused))).committed).toBe(0);
    expect((await ledgerAfter(fails(new MachineryError('no tape', { transient: false })))).committed).toBe(0);
  });

  test('what was counted and all of its output where it broke off', async () => {
    const cut = new ProviderError('cut', { transient: true, usage: COUNTED, mayBeBilled: true });
    expect((await ledgerAfter(fails(cut))).committed).toBe(7 + OUTPUT);
  });

  test('all that was reserved where nothing is known of it', async () => {
    const silent = new ProviderError('no first token', { transient: true, mayBeBilled: true });
    const { committed, open } = await ledgerAfter(fails(silent));
    expect(committed).toBeGreaterThanOrEqual(50 + OUTPUT);
    expect(open).toEqual([]);
    expect((await ledgerAfter(fails(new TypeError('ours')))).committed).toBe(committed);
  });

  test('all that was reserved, and stays open, where it was cancelled in flight', async () => {
    const given = new AbortController();
    const { committed, open } = await ledgerAfter(() => {
      given.abort();
      return Promise.reject(given.signal.reason);
    }, given.signal);
    expect(open).toMatchObject([{ callId: 'a', reservedUsd: committed }]);
  });
});
