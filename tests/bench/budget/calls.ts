import { type Message, textMessage } from '../../../domain/message.ts';
import type { ModelRequest } from '../../../domain/model.ts';

/** USD per million tokens. */
export const PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
export const MODEL = 'claude-bench';

const WORDS =
  'the budget holds what a call may cost until the reply says what it did cost naïve 測試 🙂'.split(' ');
const MOST_WORDS = 3_000;
const MOST_OUTPUT_TOKENS = 800;

/** mulberry32: the same numbers for the same seed, on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The call of an index: its sizes are random, and the same whenever it is asked for. */
export function callOf(index: number): ModelRequest {
  const next = random(index);
  const words = Array.from(
    { length: 1 + Math.floor(next() ** 2 * MOST_WORDS) },
    () => WORDS[Math.floor(next() * WORDS.length)],
  );
  const messages: Message[] = [
    textMessage('system', 'Bench.'),
    textMessage('user', `${index} ${words.join(' ')}`),
  ];
  return {
    key: { instanceId: `bench-${index % 50}`, role: 'editing', sample: index, turn: 1 },
    model: MODEL,
    messages,
    temperature: 0,
    maxOutputTokens: 16 + Math.floor(next() * MOST_OUTPUT_TOKENS),
    cacheAfter: [1],
    callId: `bench/${index}`,
    hash: `${index}`,
  };
}
