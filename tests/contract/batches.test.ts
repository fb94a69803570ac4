import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../agents/models/provider-error.ts';
import { retrying } from '../../agents/models/retrying.ts';
import { messageText } from '../../domain/message.ts';
import type { FakeServer } from '../fake-server/start.ts';
import { tempStore } from '../unit/db/temp-store.ts';
import { batchServer, jobsSince, spent } from './batch-servers.ts';
import { batchedClient } from './batched-client.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

let server: FakeServer;
/** Its jobs last long enough to be looked at. */
let slow: FakeServer;

beforeAll(async () => {
  [server, slow] = await Promise.all([batchServer(50), batchServer(1_500)]);
}, 60_000);
afterAll(async () => {
  await Promise.all([server, slow].map((one) => one.stop()));
});

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
    // On a busy machine the second may overtake the first.
    const sizes = (await submitted('submitted')).map(({ customIds }) => customIds.length);
    expect(sizes.toSorted()).toEqual([1, 2]);
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
});

it('a batch of a model that refuses effort none is asked again without an effort', async () => {
  const { model, warnings } = batchedClient('openai', server, tempStore());
  const request = requestFor('thoughtless', { thinking: 'off' });
  const reply = await ask(retrying(model, { retries: 1, firstDelayMs: 10 }), request);
  expect(reply.text).toContain('a reply');
  expect(warnings).toEqual(['model-1 takes no effort; its calls go without one']);
});
