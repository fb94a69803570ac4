import { describe, expect, test } from 'vitest';
import { type Message, textMessage } from '../../../domain/message.ts';
import type { ModelRequest } from '../../../domain/model.ts';
import { largestCost, promptBounds } from '../../../pipeline/largest-cost.ts';

const PREFIX = { hash: 'shared', characters: 4_000 };
const SHARED = textMessage('system', 'é'.repeat(4_000));

function request(messages: readonly Message[], rest: Partial<ModelRequest> = {}): ModelRequest {
  return {
    key: { instanceId: 'a', role: 'editing', sample: 0, turn: 1 },
    model: 'one',
    messages,
    temperature: 0,
    maxOutputTokens: 100,
    cacheAfter: [],
    callId: 'a',
    hash: 'h',
    ...rest,
  };
}

const usage = (all: number) => ({
  inputTokens: all,
  outputTokens: 1,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});

describe('the bound of a prompt', () => {
  test('is its bytes where nothing was counted yet', () => {
    const bounds = promptBounds();
    expect(bounds.inputTokens(request([SHARED]))).toBeGreaterThanOrEqual(8_000);
    expect(bounds.inputTokens(request([SHARED]))).toBeLessThan(8_100);
  });

  test('is the last count and the bytes that are new', () => {
    const bounds = promptBounds();
    const messages = [
      SHARED,
      textMessage('user', 'u'),
      textMessage('assistant', 'a'),
      textMessage('user', 'new text'),
    ];
    const counted = { messages: 3, tokens: 2_000 };
    expect(bounds.inputTokens(request(messages, { counted }))).toBeGreaterThanOrEqual(2_008);
    expect(bounds.inputTokens(request(messages, { counted }))).toBeLessThan(2_100);
  });

  test('of a first call learns from others that began with the same prefix, the smallest count', () => {
    const bounds = promptBounds();
    const first = request([SHARED, textMessage('user', 'one')], { prefix: PREFIX });
    bounds.learn(first, usage(1_500));
    bounds.learn(first, usage(1_400));
    bounds.learn(first, usage(0));
    const second = request([SHARED, textMessage('user', 'x'.repeat(300))], { prefix: PREFIX });
    expect(bounds.inputTokens(second)).toBeGreaterThanOrEqual(1_700);
    expect(bounds.inputTokens(second)).toBeLessThan(1_800);
    const other = request([SHARED], { prefix: { hash: 'another', characters: 4_000 } });
    expect(bounds.inputTokens(other)).toBeGreaterThanOrEqual(8_000);
  });
});

test('the largest cost takes input at its dearest class and all of the output', () => {
  const price = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
  expect(largestCost(request([SHARED]), 1_000_000, price)).toBeCloseTo(3.75 + 15 * 0.0001, 10);
  expect(largestCost(request([SHARED]), 1_000_000, null)).toBeNull();
});

test('the largest cost of a prompt that may be a long one takes the rates of long ones', () => {
  const long = { aboveTokens: 99, input: 3, output: 20, cacheRead: 1, cacheWrite: 5 };
  const price = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 2, long };
  const asked = request([], { maxOutputTokens: 10 });
  expect(largestCost(asked, 99, price)).toBeCloseTo((99 * 2 + 10 * 10) / 1e6, 12);
  expect(largestCost(asked, 100, price)).toBeCloseTo((100 * 5 + 10 * 20) / 1e6, 12);
});
