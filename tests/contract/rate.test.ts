import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import type { Ceilings } from '../../agents/models/rate-limits.ts';
import { retrying } from '../../agents/models/retrying.ts';
import { traffic } from '../../agents/models/traffic.ts';
import type { Model } from '../../domain/model.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { LEFT, PER_SECOND } from './limited-scenario.ts';
import { requestFor } from './models-request.ts';

/** A machine under load may not even reach the limit; then nothing can be told, and the test tries again. */
const AGAIN = { retry: 3, timeout: 60_000 };
const CALLS = 140;
const SLOTS = 16;
const LIMITS: Ceilings = { requestsPerMinute: null, inputTokensPerMinute: null, outputTokensPerMinute: null };
const shared = { apiKey: 'key', firstTokenMs: 30_000, betweenTokensMs: 30_000, warn: () => undefined };

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer(fileURLToPath(new URL('./limited-scenario.ts', import.meta.url)));
});
afterAll(() => server.stop());

const PROVIDERS = [
  ['anthropic', () => anthropicModel({ baseUrl: server.url, ...shared })],
  ['openai', () => openaiModel({ baseUrl: server.openaiUrl, ...shared })],
] as const;

const inTurn = (model: Model, limits = LIMITS): Model =>
  traffic({ slots: SLOTS, cacheTtl: '5m', limits })({ models: [model], countsReads: false });

it.each(PROVIDERS)(
  'under a limit that %s tells in its headers, nearly all is used and nearly nothing refused; without control, much is',
  AGAIN,
  async (provider, makeModel) => {
    const [{ answered, refused, seconds }, uncontrolled] = await Promise.all([
      sentTo(named(`told-${provider}`), inTurn(makeModel())),
      sentTo(named(`told-${provider}-uncontrolled`), inLanes(makeModel())),
    ]);
    expect(answered).toBe(CALLS);
    expect(refused).toBeLessThanOrEqual(3);
    expect(answered / (LEFT + PER_SECOND * seconds)).toBeGreaterThan(0.9);
    expect(uncontrolled.refused).toBeGreaterThan(20);
  },
);

it('without headers, refusals alone slow the calls down', AGAIN, async () => {
  const [, makeModel] = PROVIDERS[0];
  const [{ answered, refused }, uncontrolled] = await Promise.all([
    sentTo(named('silent'), inTurn(makeModel())),
    sentTo(named('silent-uncontrolled'), inLanes(makeModel())),
  ]);
  expect(answered).toBe(CALLS);
  expect(refused).toBeLessThan(0.3 * uncontrolled.refused);
});

it('keeps to a limit that the user set below what the provider allows', async () => {
  const [, makeModel] = PROVIDERS[0];
  const limits = { ...LIMITS, requestsPerMinute: 60 };
  const model = inTurn(makeModel(), limits);
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const calls = Array.from({ length: 80 }, () => model.ask(asking('told-ceiling'), controller.signal));
  setTimeout(() => controller.abort(), 2_000);
  await Promise.allSettled(calls);
  const { answered } = await seen('told-ceiling');
  // A minute's worth at once, and one a second from there.
  expect(answered).toBeGreaterThanOrEqual(LEFT);
  expect(answered).toBeLessThanOrEqual(63);
}, 20_000);

/** The weak variant: as many calls at once, each for itself. */
function inLanes(model: Model): Model {
  let free = SLOTS;
  const waiting: (() => void)[] = [];
  return {
    async ask(request, signal) {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
      try {
        return await model.ask(request, signal);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}

async function sentTo(name: string, model: Model) {
  const patient = retrying(model, { retries: 100, firstDelayMs: 10, longestDelayMs: 50 });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  await Promise.all(Array.from({ length: CALLS }, () => patient.ask(asking(name), signal)));
  return seen(name);
}

let tries = 0;
/** Each try is another model to the server, with an allowance of its own. */
const named = (name: string) => `${name}-${++tries}`;
const asking = (model: string) => requestFor('octo', { model });

/** By the server's log. */
async function seen(name: string): Promise<{ answered: number; refused: number; seconds: number }> {
  const lines = (await server.log()).filter((line) => line.event === 'request');
  const mine = lines.filter(({ model }) => model === name);
  const times = mine.map(({ time }) => Date.parse(time));
  return {
    answered: mine.filter(({ status }) => status === 200).length,
    refused: mine.filter(({ status }) => status === 429).length,
    seconds: (Math.max(...times) - Math.min(...times)) / 1000,
  };
}
