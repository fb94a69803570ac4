import { describe, expect, it } from 'vitest';
import { canBe, usageBelief } from '../../../../agents/models/believed-usage.ts';
import { mostTokens, textMessage } from '../../../../domain/message.ts';
import { requestFor } from '../../../contract/models-request.ts';

const request = requestFor('usage', {
  messages: [textMessage('user', 'A question of 32 characters, it.')],
  maxOutputTokens: 100,
});
const TEXT = 'A reply of 24 characters';
const usage = (inputTokens: number, outputTokens: number, cacheReadTokens = 0) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens: 0,
});
const ESTIMATE = usage(8, 6);
const MOST = mostTokens(request.messages);

function belief(...[text, counted]: [string, ReturnType<typeof usage> | null]) {
  const warnings: string[] = [];
  const believed = usageBelief((line) => warnings.push(line));
  return { usage: believed(request, text, counted), warnings };
}

describe('a count that can be', () => {
  it.each([
    ['of a reply', TEXT, usage(8, 6)],
    ['of an empty reply', '', usage(8, 0)],
    ['of a cached prompt', TEXT, usage(0, 6, 40)],
    ['of thoughts up to the limit', TEXT, usage(8, 100)],
    ['of a reply that a server did not cut at the limit', 'x'.repeat(500), usage(8, 125)],
    ['of as many tokens as bytes', TEXT, usage(MOST, 6)],
  ])('%s is believed, without a word', (_, text, counted) => {
    expect(belief(text, counted)).toEqual({ usage: counted, warnings: [] });
  });
});

describe('a count that is none', () => {
  it.each([
    ['is missing', null, 'no usage'],
    ['is zero', usage(0, 0), 'no tokens'],
    ['knows of no output', usage(8, 0), 'no tokens'],
    ['is negative', usage(-8, 6), 'no count'],
    ['is a fraction', usage(8.5, 6), 'no count'],
    ['is not a number', usage(Number.NaN, 6), 'no count'],
  ])('is replaced by an estimate where it %s', (_, counted, words) => {
    expect(belief(TEXT, counted)).toEqual({ usage: ESTIMATE, warnings: [expect.stringContaining(words)] });
  });
});

it.each([
  [usage(1e12, 6), usage(MOST, 6)],
  [usage(8, 6, 1e12), usage(MOST, 6)],
  [usage(8, 1e12), usage(8, 100 + TEXT.length)],
])('%j is lowered to the most that there can be', (counted, lowered) => {
  expect(belief(TEXT, counted)).toEqual({
    usage: lowered,
    warnings: [expect.stringContaining('more tokens than')],
  });
});

it('a model is warned of once', () => {
  const warnings: string[] = [];
  const believed = usageBelief((line) => warnings.push(line));
  believed(request, TEXT, null);
  believed(request, TEXT, null);
  believed({ ...request, model: 'other' }, TEXT, null);
  expect(warnings).toHaveLength(2);
});

it('canBe tells what a broken reply may have been billed from what it cannot', () => {
  expect(canBe(usage(8, 1), request)).toBe(true);
  for (const counted of [usage(0, 1), usage(1e9, 1), usage(8, 1e9), usage(Number.NaN, 1)])
    expect(canBe(counted, request)).toBe(false);
});
