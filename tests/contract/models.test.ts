import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicModel } from '../../agents/models/anthropic-model.ts';
import { openaiModel } from '../../agents/models/openai-model.ts';
import { openaiResponsesModel } from '../../agents/models/openai-responses-model.ts';
import { recorded } from '../../agents/models/recorded.ts';
import { openTapeWriter, readTape } from '../../agents/models/tape-file.ts';
import { tapeModel } from '../../agents/models/tape-model.ts';
import { messageText, textMessage } from '../../domain/message.ts';
import type { Model } from '../../domain/model.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import { ask, requestFor, thrownBy } from './models-request.ts';

const LONG = 'Zeile eins: «naïve» 🐛🐛 \u0000\r\n\t</test>\n'.repeat(40);

let server: FakeServer;
let directory: string;
const deadlines = { firstTokenMs: 10_000, betweenTokensMs: 10_000 };
const warnings: string[] = [];
const warn = (message: string) => warnings.push(message);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'troop-models-'));
  server = await startFakeServer({
    rules: [
      { when: { instanceId: 'long' }, answer: { text: LONG } },
      { when: { instanceId: 'empty' }, answer: { text: '' } },
      { when: { instanceId: 'cut-short' }, answer: { text: 'as far as it', stop: 'length' } },
      { when: { instanceId: 'refused' }, answer: { text: 'I will not.', stop: 'refusal' } },
    ],
    otherwise: { text: 'a reply of 30 characters, yes.' },
  });
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

const anthropic = () => anthropicModel({ apiKey: 'key-of-a', baseUrl: server.url, warn, ...deadlines });
const openai = () => openaiModel({ apiKey: 'key-of-o', baseUrl: server.openaiUrl, warn, ...deadlines });

const responses = () =>
  openaiResponsesModel({ apiKey: 'key-of-o', baseUrl: server.openaiUrl, warn, ...deadlines });

/** Records each reply and answers from the recording only. */
function replayed(inner: Model): Model {
  const path = join(directory, 'replayed.jsonl');
  return {
    async ask(request, signal) {
      signal.throwIfAborted();
      const tape = openTapeWriter(path, {
        tape: 1,
        recordedAt: new Date().toISOString(),
        of: 'the contract suite',
      });
      await recorded(inner, tape).ask(request, signal);
      return tapeModel(readTape(path), { strict: true, warn }).ask(request, signal);
    },
  };
}

describe.each([
  { name: 'anthropic', make: anthropic },
  { name: 'openai', make: openai },
  { name: 'openai-responses', make: responses },
  { name: 'tape', make: () => replayed(anthropic()) },
])('a model of $name', ({ make }) => {
  it('gives the text byte by byte, however it was cut on the wire', async () => {
    const reply = await ask(make(), requestFor('long'));
    expect(reply.text).toBe(LONG);
    expect(reply.stop).toBe('end');
    expect(reply.model).toBe('model-1');
  });

  it('takes an empty text for a reply', async () => {
    expect(await ask(make(), requestFor('empty'))).toMatchObject({ text: '', stop: 'end' });
  });

  it('tells a cut reply and a refusal from a complete one', async () => {
    expect(await ask(make(), requestFor('cut-short'))).toMatchObject({
      text: 'as far as it',
      stop: 'length',
    });
    expect(await ask(make(), requestFor('refused'))).toMatchObject({ text: 'I will not.', stop: 'refusal' });
  });

  it('counts every token in exactly one of the four classes', async () => {
    const request = requestFor('counted', { cacheAfter: [0, 1] });
    const promptTokens = Math.ceil(request.messages.map(messageText).join('').length / 4);
    for (let times = 0; times < 2; times++) {
      const { usage } = await ask(make(), request);
      expect(usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens).toBe(promptTokens);
      expect(usage.outputTokens).toBe(8);
    }
  });

  it('goes on with a conversation that has an empty reply in it', async () => {
    const messages = [
      textMessage('system', 'You write tests.'),
      textMessage('user', 'Write one.'),
      textMessage('assistant', ''),
      textMessage('user', 'The reply was empty. Write one.'),
    ];
    expect((await ask(make(), requestFor('slip', { messages, cacheAfter: [0, 1, 3] }))).text).toContain(
      'a reply',
    );
  });

  it('throws the reason of a signal that is aborted already', async () => {
    const reason = new Error('the user left');
    expect(await thrownBy(make().ask(requestFor('any'), AbortSignal.abort(reason)))).toBe(reason);
  });
});

it('no provider warned of anything', () => {
  expect(warnings).toEqual([]);
});
