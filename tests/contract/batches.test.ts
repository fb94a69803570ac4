import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../agents/models/provider-error.ts';
import { retrying } from '../../agents/models/retrying.ts';
import type { Store } from '../../db/store.ts';
import { messageText } from '../../domain/message.ts';
import type { LogLine } from '../fake-server/request-log.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { tempStore } from '../unit/db/temp-store.ts';
import { batchedClient, StoppedForTest } from './batched-client.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

const RULES = {
  rules: [
    { when: { contains: 'issue cut-short' }, answer: { text: 'as far as it', stop: 'length' as const } },
    { when: { contains: 'issue refused' }, answer: { text: 'I will not.', stop: 'refusal' as const } },
    {
      when: { contains: 'issue bad' },
      answer: { fault: { kind: 'status' as const, status: 400, code: 'invalid_request_error' } },
    },
    {
      when: { contains: 'issue flaky', seen: 0 },
      answer: { fault: { kind: 'status' as const, status: 529, code: 'overloaded_error' } },
    },
    { when: { contains: 'issue late' }, answer: { fault: { kind: 'hang' as const } } },
    {
      when: { contains: 'issue cold', seen: 0 },
      answer: {
        fault: {
          kind: 'status' as const,
          status: 400,
          code: 'invalid_request_error',
          message: 'temperature is deprecated for this model',
        },
      },
    },
  ],
  otherwise: { text: 'a reply of 30 characters, yes.' },
};

let server: FakeServer;
/** Its jobs last long enough to be left, found and cancelled. */
let slow: FakeServer;
/** Takes its first job and breaks the connection before it says so. */
let deaf: Record<'anthropic' | 'openai', FakeServer>;

beforeAll(async () => {
  const unheard = { jobMs: 100, unheardJobs: 1 };
  const [one, two, three, four] = await Promise.all([
    startFakeServer(RULES),
    startFakeServer(RULES, { jobMs: 1_500, unheardJobs: 0 }),
    startFakeServer(RULES, unheard),
    startFakeServer(RULES, unheard),
  ]);
  server = one;
  slow = two;
  deaf = { anthropic: three, openai: four };
}, 60_000);
afterAll(async () => {
  await Promise.all([server, slow, deaf.anthropic, deaf.openai].map((one) => one.stop()));
});

type JobLine = Extract<LogLine, { event: 'batch' }>;

/** Jobs of the provider that were submitted from now on, as the server's log tells them. */
async function jobsSince(at: FakeServer, provider: string) {
  const lines = async (): Promise<JobLine[]> =>
    (await at.log()).flatMap((line) => (line.event === 'batch' && line.api === provider ? [line] : []));
  const before = (await lines()).length;
  return async (act: JobLine['act']) => (await lines()).slice(before).filter((line) => line.act === act);
}

const spent = (store: Store) => store.spending(1, 'run').get('night');

describe.each(['anthropic', 'openai'] as const)('a batch of %s', (provider) => {
  it('is one job for all calls that come together, and each gets its own reply', async () => {
    const submitted = await jobsSince(server, provider);
    const { model, warnings } = batchedClient(provider, server, tempStore());
    const replies = await Promise.all(
      ['a', 'cut-short', 'refused', 'b'].map((name) => ask(model, requestFor(name))),
    );
    expect(replies.map(({ text, stop }) => [text, stop])).toEqual([
      ['a reply of 30 characters, yes.', 'end'],
      ['as far as it', 'length'],
      ['I will not.', 'refusal'],
      ['a reply of 30 characters, yes.', 'end'],
    ]);
    expect(replies.map((reply) => reply.model)).toEqual(Array(4).fill('model-1'));
    const jobs = await submitted('submitted');
    expect(jobs.map(({ customIds }) => customIds.length)).toEqual([4]);
    expect(warnings).toEqual([]);
  });

  it('is sent when it is full, though calls keep coming', async () => {
    const submitted = await jobsSince(server, provider);
    const { model } = batchedClient(provider, server, tempStore(), { maxRequests: 2 });
    await Promise.all(['c', 'd', 'e'].map((name) => ask(model, requestFor(name))));
    expect((await submitted('submitted')).map(({ customIds }) => customIds.length)).toEqual([2, 1]);
  });

  it('costs half of what its tokens cost, a ledger row for each call', async () => {
    const store = tempStore();
    const { model } = batchedClient(provider, server, store);
    const requests = ['half-1', 'half-2'].map((name) => requestFor(name));
    const replies = await Promise.all(requests.map((request) => ask(model, request)));
    const prompts = requests.map(({ messages }) => Math.ceil(messages.map(messageText).join('').length / 4));
    const tokens = prompts.reduce((sum, prompt) => sum + prompt + 8, 0);
    for (const [index, { usage }] of replies.entries())
      expect(usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens).toBe(prompts[index]);
    expect(spent(store)).toMatchObject({ calls: 2, costUsd: tokens / 2 });
    expect(store.openEntries(1)).toEqual([]);
  });

  it('holds the largest cost at half the price while it is waited for', async () => {
    const store = tempStore();
    const client = batchedClient(provider, slow, store);
    const request = requestFor('held');
    const reply = ask(client.model, request);
    await expect.poll(() => store.openEntries(1).length).toBe(1);
    const [entry] = store.openEntries(1);
    const bytes = request.messages.reduce((sum, message) => sum + messageText(message).length, 0);
    expect(entry).toMatchObject({ priceClass: 'batch' });
    expect(entry?.reservedUsd).toBeGreaterThanOrEqual((bytes + 4_096) / 2);
    expect(entry?.reservedUsd).toBeLessThan(bytes + 4_096);
    expect(client.budget.inFlight).toBe(1);
    await reply;
    expect(client.budget.inFlight).toBe(0);
  });

  it('refuses a call alone that is wrong, at no cost and for good', async () => {
    const store = tempStore();
    const { model } = batchedClient(provider, server, store);
    const [bad, good] = await Promise.allSettled(['bad', 'good'].map((name) => ask(model, requestFor(name))));
    expect(good?.status).toBe('fulfilled');
    const reason = bad?.status === 'rejected' ? bad.reason : null;
    expect(reason).toBeInstanceOf(ProviderError);
    expect(reason).toMatchObject({ transient: false, mayBeBilled: false });
    expect(spent(store)?.calls).toBe(2);
  });

  it.each(['flaky', 'cold'])('is asked again for a call that failed for now (%s)', async (name) => {
    const store = tempStore();
    const submitted = await jobsSince(server, provider);
    const { model } = batchedClient(provider, server, store);
    const reply = await ask(retrying(model, { retries: 2, firstDelayMs: 10 }), requestFor(name));
    expect(reply.text).toContain('a reply');
    expect((await submitted('submitted')).length).toBe(2);
    // The failed attempt has its row, too.
    expect(spent(store)?.calls).toBe(2);
  });

  it('that expires is a failure that may pass, and costs nothing', async () => {
    const store = tempStore();
    const { model } = batchedClient(provider, server, store);
    const error = await thrownBy(ask(model, requestFor('late')));
    expect(error).toMatchObject({ transient: true, mayBeBilled: false });
    expect(spent(store)?.costUsd).toBe(0);
  });

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
