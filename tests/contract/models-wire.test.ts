import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import { ProviderError } from '../../agents/models/provider-error.ts';
import { retrying } from '../../agents/models/retrying.ts';
import { textMessage } from '../../domain/message.ts';
import type { Model } from '../../domain/model.ts';
import type { AnswerInput } from '../fake-server/answer.ts';
import type { LogLine } from '../fake-server/request-log.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

const KEY = 'sk-secret-0123456789';
const text = 'one two three four five six seven eight nine ten';

/** What the server does to the instance of that name, every time. */
const EVERY_TIME = {
  hang: { fault: { kind: 'hang' } },
  stall: { text, fault: { kind: 'stall', afterChunks: 2 } },
  cut: { text, fault: { kind: 'cut', afterChunks: 2 } },
  'end-early': { text, fault: { kind: 'end-early', afterChunks: 2 } },
  page: { fault: { kind: 'html', status: 200 } },
  'error-page': { fault: { kind: 'html', status: 502 } },
  reset: { fault: { kind: 'reset' } },
  'invalid-json': { text, fault: { kind: 'invalid-json', afterChunks: 2 } },
  'error-event': { text, fault: { kind: 'error-event', afterChunks: 2 } },
  slow: { text, chunkDelayMs: 60 },
  'no-quota': { fault: { kind: 'status', status: 429, code: 'insufficient_quota' } },
  'quotes-key': { fault: { kind: 'status', status: 401, message: `Incorrect API key provided: ${KEY}` } },
  'masks-key': {
    fault: { kind: 'status', status: 401, message: 'Incorrect API key provided: sk-sec***6789.' },
  },
} as const satisfies Record<string, AnswerInput>;

/** What it does the first time only. */
const ONCE = {
  'limited-once': { fault: { kind: 'status', status: 429, retryAfterMs: 300 } },
  'overloaded-once': { fault: { kind: 'status', status: 529 } },
  'cut-once': { text, fault: { kind: 'cut', afterChunks: 1 } },
  'no-temperature': {
    fault: { kind: 'status', status: 400, message: '`temperature` is deprecated for this model.' },
  },
} as const satisfies Record<string, AnswerInput>;

const STATUSES = [400, 401, 403, 404, 408, 409, 429, 500, 503, 529];

let server: FakeServer;
const warnings: string[] = [];

beforeAll(async () => {
  server = await startFakeServer({
    rules: [
      ...Object.entries(EVERY_TIME).map(([instanceId, answer]) => ({ when: { instanceId }, answer })),
      ...Object.entries(ONCE).map(([instanceId, answer]) => ({ when: { instanceId, seen: 0 }, answer })),
      ...STATUSES.map((status) => ({
        when: { instanceId: `status-${status}` },
        answer: { fault: { kind: 'status' as const, status } },
      })),
    ],
    otherwise: { text },
  });
});
afterAll(() => server.stop());

const patient = { firstTokenMs: 10_000, betweenTokensMs: 10_000 };
const common = { apiKey: KEY, warn: (message: string) => warnings.push(message), ...patient };

const makers = [
  {
    api: 'anthropic',
    make: (over = {}): Model => anthropicModel({ ...common, baseUrl: server.url, ...over }),
  },
  {
    api: 'openai',
    make: (over = {}): Model => openaiModel({ ...common, baseUrl: server.openaiUrl, ...over }),
  },
  {
    api: 'openai-responses',
    make: (over = {}): Model => openaiResponsesModel({ ...common, baseUrl: server.openaiUrl, ...over }),
  },
] as const;

type RequestLine = Extract<LogLine, { event: 'request' }>;

/** The requests among the lines that name the instance. */
function requestLines(lines: readonly LogLine[], api: string, instanceId: string): RequestLine[] {
  return lines.filter(
    (line): line is RequestLine =>
      line.event === 'request' && line.api === api && (line.callId?.includes(`/${instanceId}/`) ?? false),
  );
}

async function requestsOf(api: string, instanceId: string): Promise<RequestLine[]> {
  return requestLines(await server.log(), api, instanceId);
}

async function providerErrorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await thrownBy(call);
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

describe.each(makers)('over the wire, a model of $api', ({ api, make }) => {
  it('reads from the cache what an earlier request wrote', async () => {
    const first = requestFor('cached', { cacheAfter: [0, 1] });
    const reply = await ask(make(), first);
    const messages = [
      ...first.messages,
      textMessage('assistant', reply.text),
      textMessage('user', 'Again, please.'),
    ];
    const second = await ask(make(), requestFor('cached', { messages, cacheAfter: [0, 3] }));
    expect(reply.usage.cacheReadTokens).toBe(0);
    expect(second.usage.cacheReadTokens).toBe(Math.ceil('You write tests.The issue cached.'.length / 4));
    expect(second.usage.inputTokens + second.usage.cacheWriteTokens).toBeGreaterThan(0);
  });

  it('closes the socket when the caller cancels in the middle of a reply', async () => {
    const controller = new AbortController();
    const thrown = thrownBy(make().ask(requestFor('stall'), controller.signal));
    const line = await server.line((each) => requestLines([each], api, 'stall').length > 0);
    await wait(100);
    controller.abort(new Error('enough'));
    expect(await thrown).toBe(controller.signal.reason);
    await server.line((each) => each.event === 'closed' && each.by === 'client' && each.id === line.id);
  });

  it('gives up and closes the socket when no first token comes', async () => {
    const error = await providerErrorOf(ask(make({ firstTokenMs: 150 }), requestFor('hang')));
    expect(error.message).toContain('no first token within 150 ms');
    expect(error.transient).toBe(true);
    const [line] = await requestsOf(api, 'hang');
    await server.line((each) => each.event === 'closed' && each.id === line?.id);
  });

  it('gives up when a reply stops in the middle', async () => {
    const error = await providerErrorOf(ask(make({ betweenTokensMs: 150 }), requestFor('stall')));
    expect(error.message).toContain('no further token within 150 ms');
    expect(error.transient).toBe(true);
  });

  it('waits for a slow reply whose every token is in time', async () => {
    const reply = await ask(make({ firstTokenMs: 3_000, betweenTokensMs: 1_000 }), requestFor('slow'));
    expect(reply.text).toBe(text);
  });

  it.each(['cut', 'end-early', 'invalid-json', 'error-event'])(
    'takes %s for a failure that may pass',
    async (fault) => {
      const error = await providerErrorOf(ask(make(), requestFor(fault)));
      expect(error.transient).toBe(true);
      expect(error.message).toContain('model-1');
    },
  );

  it.each([
    ['page', /no reply of this API came/, true],
    ['error-page', /model-1: 502 (no message|an HTML page, "502 Gateway") \(request/, false],
    ['reset', /Check the network/, true],
  ])('says in one line what came instead of a reply: %s', async (instanceId, words, mayBeBilled) => {
    const error = await providerErrorOf(ask(make(), requestFor(instanceId)));
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('\n');
    expect(error).toMatchObject({ transient: true, mayBeBilled });
  });

  it('tells what a broken reply has cost, where the provider had counted it', async () => {
    const { usage } = await providerErrorOf(ask(make(), requestFor('cut', { cacheAfter: [] })));
    // Chat completions count at the very end, so that nothing is known of a reply that did not get there.
    expect(usage?.inputTokens).toBe(api === 'anthropic' ? 8 : undefined);
  });

  it('knows which statuses may pass', async () => {
    const transient = [];
    for (const status of STATUSES) {
      const error = await providerErrorOf(ask(make(), requestFor(`status-${status}`)));
      expect(error.status).toBe(status);
      expect(error.message).toMatch(
        new RegExp(`model-1: ${status} .*scripted ${status} \\(request req_\\d+\\)\\. [A-Z].*`),
      );
      if (error.transient) transient.push(status);
    }
    expect(transient).toEqual([408, 409, 429, 500, 503, 529]);
  });

  it('does not try again where the quota is used up, although the status is 429', async () => {
    const error = await providerErrorOf(ask(make(), requestFor('no-quota')));
    expect(error.transient).toBe(false);
    expect(error.message).toContain('Add credit');
  });

  it.each(['quotes-key', 'masks-key'])(
    'keeps the key out of the error when the server %s',
    async (instanceId) => {
      const error = await providerErrorOf(ask(make(), requestFor(instanceId)));
      expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/sk-sec/);
      expect(error.message).toContain('[key]');
      expect(error.message).toContain('Check the API key.');
    },
  );

  it('never tries again by itself', async () => {
    await thrownBy(ask(make(), requestFor('overloaded-once')));
    expect(await requestsOf(api, 'overloaded-once')).toHaveLength(1);
  });

  it('is tried again under the same idempotency key, after what the server asked for', async () => {
    const began = Date.now();
    const reply = await ask(retrying(make(), { retries: 2, firstDelayMs: 1 }), requestFor('limited-once'));
    expect(reply.text).toBe(text);
    expect(Date.now() - began).toBeGreaterThanOrEqual(300);
    const calls = await requestsOf(api, 'limited-once');
    expect(calls.map(({ status }) => status)).toEqual([429, 200]);
    expect(new Set(calls.map(({ callId }) => callId))).toEqual(new Set(['run/limited-once/testing/0/1/1']));
  });

  it('is tried again after a cut reply and gives the whole second one', async () => {
    const reply = await ask(retrying(make(), { retries: 1, firstDelayMs: 1 }), requestFor('cut-once'));
    expect(reply.text).toBe(text);
  });

  it('leaves the temperature out once the model has refused it, and says so once', async () => {
    warnings.length = 0;
    const model = retrying(make(), { retries: 1, firstDelayMs: 1 });
    await ask(model, requestFor('no-temperature'));
    await ask(model, requestFor('no-temperature'));
    const bodies = (await requestsOf(api, 'no-temperature')).map(({ bodySha256 }) => bodySha256);
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).not.toBe(bodies[0]);
    expect(bodies[2]).toBe(bodies[1]);
    expect(warnings).toEqual(['model-1 refuses a temperature; its calls go without one']);
  });

  it('says that the provider cannot be reached, and that this may pass', async () => {
    const nobody = make({ baseUrl: 'http://127.0.0.1:1' });
    const error = await providerErrorOf(ask(nobody, requestFor('any')));
    expect(error.transient).toBe(true);
    expect(error.message).toContain('Check the network and the base URL.');
  });

  it('sends call ids that no header could hold as they are', async () => {
    await ask(make(), requestFor('ünïcode 試'));
    const [line] = await requestsOf(api, 'ünïcode 試');
    expect(line?.callId).toBe('run/ünïcode 試/testing/0/1/1');
  });
});
