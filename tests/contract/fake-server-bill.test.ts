import { afterAll, beforeAll, expect, it } from 'vitest';
import { billOf } from '../fake-server/request-log.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { type Api, bodyOf, post } from './raw-request.ts';

/** What the fake server's log says of money: what was begun is billed, however it ends. */
const TEXT = 'abcd'.repeat(30);
let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer({
    rules: [
      { when: { contains: 'busy' }, answer: { fault: { kind: 'status', status: 529 } } },
      { when: { contains: 'hang' }, answer: { text: TEXT, fault: { kind: 'hang' } } },
      { when: { contains: 'cut' }, answer: { text: TEXT, fault: { kind: 'cut', afterChunks: 4 } } },
      { when: { contains: 'stall' }, answer: { text: TEXT, fault: { kind: 'stall', afterChunks: 3 } } },
    ],
    otherwise: { text: TEXT },
  });
});
afterAll(() => server.stop());

const APIS: readonly Api[] = ['anthropic', 'openai', 'openai-responses'];

/** The bill of one streamed request, whose reader leaves after `leaveAfterMs` or reads on to whatever end there is. */
async function billedFor(api: Api, text: string, leaveAfterMs = 10_000) {
  const before = (await server.log()).length;
  const leaving = AbortSignal.timeout(leaveAfterMs);
  try {
    const response = await post(server, api, { ...bodyOf(api, 'invented', text), stream: true }, leaving);
    await response.text();
  } catch {
    // Cut, or left: what it cost is the question.
  }
  await server.line((line, index) => index >= before && (line.event === 'sent' || line.event === 'closed'));
  return billOf((await server.log()).slice(before));
}

it.each(APIS)('%s bills a whole reply as it counts it', async (api) => {
  expect(await billedFor(api, 'four')).toMatchObject([{ api, billed: { output: 30 } }]);
});

it.each(APIS)('%s bills a cut reply for its prompt and the chunks that were sent', async (api) => {
  const [line] = await billedFor(api, `cut ${'x'.repeat(36)}`);
  const { input = 0, cacheWrite = 0, output } = line?.billed ?? {};
  expect([input + cacheWrite, output]).toEqual([10, 12]);
});

it.each(APIS)('%s bills a client that went away for what it was sent', async (api) => {
  expect(await billedFor(api, 'stall', 300)).toMatchObject([{ billed: { output: 9 } }]);
});

it.each([
  ['an error', 'busy'],
  ['a request that was never answered', 'hang'],
])('%s is not billed', async (_, text) => {
  expect(await billedFor('anthropic', text, 300)).toEqual([]);
});
