import { describe, expect, test } from 'vitest';
import type { BatchApi, JobCall, JobResult } from '../../../agents/models/batch-api.ts';
import { ProviderError } from '../../../agents/models/provider-error.ts';
import { configSchema } from '../../../domain/config.ts';
import { textMessage } from '../../../domain/message.ts';
import type { ModelRequest } from '../../../domain/model.ts';
import { batched } from '../../../pipeline/batched.ts';
import { promptBounds } from '../../../pipeline/largest-cost.ts';
import { runBudget } from '../../../pipeline/run-budget.ts';
import { tempStore } from '../db/temp-store.ts';

const PRICE = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };
const usage = { inputTokens: 7, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };

function request(callId: string): ModelRequest {
  return {
    key: { instanceId: 'a', role: 'relevance', sample: 0, turn: 1 },
    model: 'one',
    messages: [textMessage('user', 'x'.repeat(50))],
    temperature: 0,
    maxOutputTokens: 100,
    cacheAfter: [],
    callId,
    hash: 'h',
  };
}

/** A provider that takes one job and answers all of it, but for what `over` does otherwise. */
function clientOver(over: (answered: () => readonly JobResult[]) => Partial<BatchApi>) {
  let sent: readonly JobCall[] = [];
  const answered = () =>
    sent.map(({ customId }) => ({
      customId,
      outcome: { text: 'yes', usage, stop: 'end', model: 'one' } as const,
    }));
  const api: BatchApi = {
    submit: () => Promise.resolve('job-1'),
    find: () => Promise.resolve('job-1'),
    state: () => Promise.resolve('ended'),
    async *results() {
      yield* answered();
    },
    cancel: () => Promise.resolve(),
    ...over(answered),
  };
  const { submit } = api;
  api.submit = (calls, hash) => {
    sent = calls;
    return submit(calls, hash);
  };
  const store = tempStore();
  const config = configSchema.parse({ running: { batch: { waitMs: 1, pollMs: 1 } } });
  const run = store.createRun('night', config, null);
  const budget = runBudget(store, run);
  const warnings: string[] = [];
  const never = new AbortController().signal;
  const model = batched({
    store,
    run,
    budget,
    bounds: promptBounds(),
    name: 'p:one',
    price: PRICE,
    api,
    settings: config.running.batch,
    signal: never,
    stopping: { signal: never, because: () => new Error('stopped') },
    warn: (message) => warnings.push(message),
  });
  return { store, budget, warnings, ask: (callId: string) => model.ask(request(callId), never) };
}

const passing = (status: number) => new ProviderError(`${status}.`, { transient: true, status });

describe('a job', () => {
  test('that a gateway lost sight of is looked for and not sent twice', async () => {
    const { ask, store } = clientOver(() => ({ submit: () => Promise.reject(passing(504)) }));
    expect(await ask('a')).toMatchObject({ text: 'yes', batch: true });
    expect(store.batches(1)).toMatchObject([{ jobId: 'job-1', status: 'ended' }]);
  });

  test('that was not taken costs nothing, and its calls are free for another', async () => {
    const { ask, store, budget } = clientOver(() => ({ submit: () => Promise.reject(passing(429)) }));
    await expect(ask('a')).rejects.toMatchObject({ status: 429 });
    expect(store.committedUsd(1)).toBe(0);
    expect(store.batches(1)).toMatchObject([{ jobId: null, status: 'gone' }]);
    expect(budget.inFlight).toBe(0);
  });

  test('is looked at again as long as its provider is only unwell, and the user is told once', async () => {
    let looks = 0;
    const { ask, warnings } = clientOver(() => ({
      state: () => (++looks < 12 ? Promise.reject(passing(503)) : Promise.resolve('ended')),
    }));
    expect(await ask('a')).toMatchObject({ text: 'yes' });
    expect(warnings).toHaveLength(1);
  });

  test('keeps its reservation open where a key is refused: it goes on without us', async () => {
    const refused = new ProviderError('401', { transient: false, status: 401 });
    const { ask, store, budget } = clientOver(() => ({ state: () => Promise.reject(refused) }));
    await expect(ask('a')).rejects.toBe(refused);
    expect(store.openEntries(1)).toHaveLength(1);
    expect(budget.inFlight).toBe(0);
  });

  test('whose results break off is read again, and what came before is not counted twice', async () => {
    let reads = 0;
    const { ask, store } = clientOver((answered) => ({
      async *results() {
        reads += 1;
        yield* answered().slice(0, 1);
        if (reads < 3) throw new ProviderError('cut.', { transient: true, mayBeBilled: true });
        yield* answered();
      },
    }));
    await Promise.all([ask('a'), ask('b')]);
    expect(store.spending(1, 'run').get('night')).toMatchObject({ calls: 2, costUsd: 8, inputTokens: 14 });
  });

  test('without a result for a call counts all that it may have cost', async () => {
    const { ask, store } = clientOver(() => ({
      async *results() {
        yield* [];
      },
    }));
    await expect(ask('a')).rejects.toThrow('no result for a');
    expect(store.committedUsd(1)).toBeGreaterThan(50);
    expect(store.openEntries(1)).toEqual([]);
  });
});
