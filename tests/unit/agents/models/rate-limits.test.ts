import { describe, expect, it } from 'vitest';
import { type Load, RateLimits } from '../../../../agents/models/rate-limits.ts';

const NONE = { requestsPerMinute: null, inputTokensPerMinute: null, outputTokensPerMinute: null };
const ONE: Load = { requests: 1, input: 1_000, output: 100, tokens: 1_100 };
const NOTHING: Load = { requests: 0, input: 0, output: 0, tokens: 0 };
const anthropic = (what: string, limit: number, left: number) =>
  new Headers({
    [`anthropic-ratelimit-${what}-limit`]: String(limit),
    [`anthropic-ratelimit-${what}-remaining`]: String(left),
  });

/** How many calls go before one has to wait. */
function calls(limits: RateLimits, nowMs: number, load = ONE): number {
  for (let count = 0; ; count++) {
    if (limits.waitMs(load, nowMs) > 0 || count === 1_000) return count;
    limits.take(load, nowMs);
  }
}

describe('RateLimits', () => {
  it('knows no limit until it hears of one', () => {
    expect(calls(new RateLimits(NONE), 0)).toBe(1_000);
  });

  it.each([
    ['requests', anthropic('requests', 60, 5), 5],
    ['input tokens', anthropic('input-tokens', 60_000, 5_000), 5],
    ['output tokens', anthropic('output-tokens', 6_000, 500), 5],
    ['requests, as OpenAI names them', openai('requests', 60, 5), 5],
    ['tokens of both kinds, as OpenAI counts them', openai('tokens', 66_000, 5_500), 5],
  ])('sends what the headers leave of %s, and then as fast as it comes back', (_, headers, expected) => {
    const limits = new RateLimits(NONE);
    limits.learn(headers, NOTHING, 0);
    expect(calls(limits, 0)).toBe(expected);
    expect(limits.waitMs(ONE, 0)).toBe(1_000);
    expect(calls(limits, 10_000)).toBe(10);
    expect(calls(limits, 10 * 60_000)).toBe(60);
  });

  it('takes off what was sent after the call whose response it reads', () => {
    const limits = new RateLimits(NONE);
    const [first] = Array.from({ length: 16 }, () => limits.take(ONE, 0));
    limits.learn(anthropic('requests', 60, 19), first ?? NOTHING, 100);
    expect(calls(limits, 100)).toBe(4);
  });

  it('is corrected by what the provider counted', () => {
    const limits = new RateLimits({ ...NONE, inputTokensPerMinute: 10_000 });
    limits.take({ ...ONE, input: 10_000 }, 0);
    expect(calls(limits, 0)).toBe(0);
    limits.correct({ ...ONE, input: 10_000 }, { ...ONE, input: 7_000 });
    expect(calls(limits, 0)).toBe(3);
  });

  it('sends a call above a whole minute of tokens once the bucket is full', () => {
    const limits = new RateLimits({ ...NONE, inputTokensPerMinute: 10_000 });
    const huge = { ...ONE, input: 50_000 };
    expect(limits.waitMs(huge, 0)).toBe(0);
    limits.take(huge, 0);
    expect(limits.waitMs(ONE, 0)).toBeCloseTo(4.1 * 60_000);
  });

  it('keeps the lower of what the user set and what the provider tells', () => {
    const limits = new RateLimits({ ...NONE, requestsPerMinute: 30 });
    limits.learn(anthropic('requests', 1_000, 900), NOTHING, 0);
    expect(calls(limits, 0)).toBe(30);
    expect(calls(limits, 60_000)).toBe(30);
  });

  it('waits as long as a refusal asks, and a second where it does not say', () => {
    const limits = new RateLimits({ ...NONE, requestsPerMinute: 1_000 });
    limits.refused(7_000, 0);
    expect(limits.waitMs(ONE, 0)).toBe(7_000);
    limits.refused(undefined, 10_000);
    expect(limits.waitMs(ONE, 10_000)).toBe(1_000);
  });

  it('finds the rate by trying where no header tells it: lower at each refusal, and slowly up again', () => {
    const limits = new RateLimits(NONE);
    for (let second = 0; second < 60; second++) for (let n = 0; n < 10; n++) limits.take(ONE, second * 1_000);
    limits.refused(1_000, 60_000);
    const once = perMinute(limits, 120_000);
    expect(once).toBeGreaterThan(200);
    expect(once).toBeLessThan(500);
    limits.refused(1_000, 121_000);
    const twice = perMinute(limits, 122_000);
    expect(twice).toBeLessThan(once);
    for (let second = 123; second < 422; second++) limits.waitMs(ONE, second * 1_000);
    expect(perMinute(limits, 422_000)).toBeGreaterThan(2 * twice);
  });

  it('goes no lower than what is being answered: a refusal now and then is no limit', () => {
    const limits = new RateLimits(NONE);
    for (let second = 0; second < 60; second++) {
      for (let n = 0; n < 10; n++) {
        limits.take(ONE, second * 1_000);
        limits.answered();
      }
      // Without the floor, sixty steps of 70 % would leave nothing.
      limits.refused(1, second * 1_000);
    }
    expect(perMinute(limits, 120_000)).toBeGreaterThan(300);
  });

  it('takes refusals that come together for one', () => {
    const limits = new RateLimits(NONE);
    for (let n = 0; n < 100; n++) limits.take(ONE, n * 10);
    for (let n = 0; n < 10; n++) limits.refused(1_000, 1_000 + n);
    expect(perMinute(limits, 61_000)).toBeGreaterThan(1_000);
  });
});

function openai(what: string, limit: number, left: number): Headers {
  return new Headers({
    [`x-ratelimit-limit-${what}`]: String(limit),
    [`x-ratelimit-remaining-${what}`]: String(left),
  });
}

/** What a bucket that has been emptied lets through in the minute after. */
function perMinute(limits: RateLimits, atMs: number): number {
  const many = { ...ONE, requests: 1_000_000 };
  limits.take(many, atMs);
  const wait = limits.waitMs(ONE, atMs);
  limits.correct(many, { ...many, requests: 0 });
  return (1_000_000 / wait) * 60_000;
}
