import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retrying } from '../../agents/models/retrying.ts';
import type { Store } from '../../db/store.ts';
import type { FakeServer } from '../fake-server/start.ts';
import { tempStore } from '../unit/db/temp-store.ts';
import { batchServer, jobsSince, spent } from './batch-servers.ts';
import { batchedClient, StoppedForTest } from './batched-client.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

/** Its jobs last long enough to be left, found and cancelled. */
let slow: FakeServer;
/** Takes its first job and breaks the connection before it says so. */
let deaf: Record<'anthropic' | 'openai', FakeServer>;

beforeAll(async () => {
  const [one, two, three] = await Promise.all([batchServer(1_500), batchServer(100, 1), batchServer(100, 1)]);
  slow = one;
  deaf = { anthropic: two, openai: three };
}, 60_000);
afterAll(async () => {
  await Promise.all([slow, deaf.anthropic, deaf.openai].map((one) => one.stop()));
});

describe.each(['anthropic', 'openai'] as const)('a batch of %s', (provider) => {
  it('is joined by a later process that asks the same, and bought once', async () => {
    const store = tempStore();
    const submitted = await jobsSince(slow, provider);
    const killed = batchedClient(provider, slow, store);
    const requests = ['join-1', 'join-2'].map((name) => requestFor(name));
    // The process ends here as by kill -9: nobody hears of these calls again.
    for (const request of requests) ask(killed.model, request).catch(() => {});
    await expect.poll(async () => (await submitted('submitted')).length).toBe(1);
    await expect.poll(() => store.batches(1)[0]?.status).toBe('open');
    killed.stop();
    const reservedUsd = store.committedUsd(1);
    expect(reservedUsd).toBeGreaterThan(0);

    // A budget in which not one more call has room: what was reserved stands for the joined ones.
    const resumed = batchedClient(provider, slow, store, { budgetUsd: reservedUsd });
    expect(requests.map((request) => resumed.model.has(request))).toEqual([true, true]);
    const replies = await Promise.all(requests.map((request) => ask(resumed.model, request)));
    expect(replies.map(({ text }) => text)).toEqual(Array(2).fill('a reply of 30 characters, yes.'));
    expect((await submitted('submitted')).length).toBe(1);
    expect(spent(store)?.calls).toBe(2);
    expect(store.openEntries(1)).toEqual([]);

    // Paid and settled, but the process died before the replies were stored with their steps.
    const again = batchedClient(provider, slow, store, { budgetUsd: 0 });
    const rereads = await Promise.all(requests.map((request) => ask(again.model, request)));
    expect(rereads).toEqual(replies);
    expect((await submitted('submitted')).length).toBe(1);
    expect(spent(store)?.calls).toBe(2);
  });

  it('would be bought twice by a store that keeps no row of it', async () => {
    const store = tempStore();
    const forgetful: Store = { ...store, findBatchedCall: () => null };
    const submitted = await jobsSince(slow, provider);
    const killed = batchedClient(provider, slow, forgetful);
    ask(killed.model, requestFor('twice')).catch(() => {});
    await expect.poll(async () => (await submitted('submitted')).length).toBe(1);
    killed.stop();
    await ask(batchedClient(provider, slow, forgetful).model, requestFor('twice'));
    expect((await submitted('submitted')).length).toBe(2);
  });

  it('is found again where the answer to its submission was lost', async () => {
    const store = tempStore();
    const submitted = await jobsSince(deaf[provider], provider);
    const { model } = batchedClient(provider, deaf[provider], store);
    expect((await ask(model, requestFor('unheard'))).text).toContain('a reply');
    expect((await submitted('submitted')).length).toBe(1);
    expect(spent(store)?.calls).toBe(1);
  });

  it('is cancelled at the provider when the run is', async () => {
    const store = tempStore();
    const jobs = await jobsSince(slow, provider);
    const client = batchedClient(provider, slow, store);
    const error = thrownBy(client.model.ask(requestFor('cancel'), client.signal));
    await expect.poll(() => store.batches(1)[0]?.status).toBe('open');
    client.abort();
    expect(await error).toMatchObject({ message: 'interrupted' });
    expect((await jobs('cancelled')).length).toBe(1);
    expect(store.openEntries(1)).toHaveLength(1);

    // A resume learns from the job that the call cost nothing, and buys it anew.
    const resumed = batchedClient(provider, slow, store);
    const retried = retrying(resumed.model, { retries: 1, firstDelayMs: 10 });
    expect((await ask(retried, requestFor('cancel'))).text).toContain('a reply');
    expect((await jobs('submitted')).length).toBe(2);
    expect(store.openEntries(1)).toEqual([]);
  });

  it('goes on at the provider when the run is only being stopped', async () => {
    const store = tempStore();
    const jobs = await jobsSince(slow, provider);
    const client = batchedClient(provider, slow, store);
    const sent = thrownBy(client.model.ask(requestFor('stop'), client.signal));
    await expect.poll(() => store.batches(1)[0]?.status).toBe('open');
    const collected = thrownBy(client.model.ask(requestFor('never-sent'), client.signal));
    await expect.poll(() => client.budget.inFlight).toBe(2);
    client.stop();
    expect(await sent).toBeInstanceOf(StoppedForTest);
    expect(await collected).toBeInstanceOf(StoppedForTest);
    await client.model.close();
    expect((await jobs('cancelled')).length).toBe(0);
    // What was not sent yet left no trace.
    expect(store.openEntries(1)).toHaveLength(1);
    expect(client.budget.inFlight).toBe(0);
  });

  it('that a stopped run left is cancelled too when its last calls are', async () => {
    const store = tempStore();
    const jobs = await jobsSince(slow, provider);
    const client = batchedClient(provider, slow, store);
    const left = thrownBy(client.model.ask(requestFor('left'), client.signal));
    await expect.poll(() => store.batches(1)[0]?.status).toBe('open');
    client.stop();
    await left;
    client.abort();
    await client.model.close();
    expect((await jobs('cancelled')).length).toBe(1);
    expect(store.batches(1)[0]?.status).toBe('cancelling');
  });

  it('of another workspace counts with all that it may have cost, and the next try is a new one', async () => {
    const store = tempStore();
    const jobs = await jobsSince(slow, provider);
    const first = batchedClient(provider, slow, store);
    first.model.ask(requestFor('moved'), first.signal).catch(() => {});
    await expect.poll(() => store.batches(1)[0]?.status).toBe('open');
    first.stop();
    const reserved = store.committedUsd(1);
    const second = batchedClient(provider, slow, store, { apiKey: 'key-2' });
    expect(await thrownBy(ask(second.model, requestFor('moved')))).toMatchObject({ status: 404 });
    expect(store.committedUsd(1)).toBe(reserved);
    await ask(second.model, requestFor('moved'));
    expect((await jobs('submitted')).length).toBe(2);
  });
});
