import { describe, expect, it } from 'vitest';
import {
  CutStreamError,
  connectionFailure,
  isTransient,
  providerError,
  retryAfterMs,
} from '../../../../agents/models/provider-failure.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const asked = { provider: 'openai', model: 'm', apiKey: 'a-key' };

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    [{ 'retry-after': '7', 'retry-after-ms': '120' }, 120],
    [{ 'retry-after': '7', 'retry-after-ms': 'soon' }, 7_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j as %s', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected);
  });
});

describe('isTransient', () => {
  it.each([
    [{ kind: 'refused', status: 529 }, true],
    [{ kind: 'refused', status: 429, code: 'rate_limit_exceeded' }, true],
    [{ kind: 'refused', status: 429, code: 'insufficient_quota' }, false],
    [{ kind: 'refused', status: 409, code: 'invalid_request_error' }, true],
    [{ kind: 'refused', status: 413 }, false],
    [{ kind: 'in-stream', code: 'overloaded_error' }, true],
    [{ kind: 'in-stream', code: 'invalid_request_error' }, false],
    [{ kind: 'in-stream' }, true],
    [{ kind: 'network' }, true],
  ] as const)('%j: %s', (failure, expected) => {
    expect(isTransient({ message: '', ...failure })).toBe(expected);
  });
});

describe('providerError', () => {
  it.each([
    [
      '<html>\n<head><title>502 Bad Gateway</title></head>\n</html>\n',
      '502 an HTML page, "502 Bad Gateway" (',
    ],
    ['<!DOCTYPE html><p>Sorry</p>', '502 an HTML page ('],
  ])('tells the page of a gateway by its title: %s', (message, words) => {
    const failure = { kind: 'refused', message, status: 502, requestId: 'req_1' } as const;
    expect(providerError(asked, failure).message).toContain(words);
  });

  it('names provider, model, status, request and remedy, and carries what was billed', () => {
    const usage = { inputTokens: 3, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const headers = new Headers({ 'retry-after': '3' });
    const failure = {
      kind: 'refused',
      message: 'Slow down',
      status: 429,
      requestId: 'req_1',
      headers,
    } as const;
    const error = providerError(asked, failure, { usage, now: NOW });
    expect(error.message).toBe(
      'openai m: 429 Slow down (request req_1). Lower running.slots, or wait and resume.',
    );
    expect(error).toMatchObject({
      transient: true,
      status: 429,
      requestId: 'req_1',
      retryAfterMs: 3_000,
      usage,
    });
  });

  it('replaces the key wherever a server quotes it', () => {
    const message = 'bad key a-key (a-key), or sk-proj-12**-ab.';
    expect(providerError(asked, { kind: 'refused', message, status: 401 }).message).toBe(
      'openai m: 401 bad key [key] ([key]), or [key]. Check the API key.',
    );
  });

  it('leaves the message alone where there is no key', () => {
    expect(providerError({ ...asked, apiKey: '' }, { kind: 'network', message: 'refused' }).message).toBe(
      'openai m: refused. Check the network and the base URL.',
    );
  });
});

describe('connectionFailure', () => {
  it('knows a broken connection, a cut stream and broken JSON', () => {
    const terminated = new TypeError('terminated', { cause: new Error('other side closed') });
    expect(connectionFailure(terminated)).toEqual({ kind: 'cut', message: 'terminated: other side closed' });
    expect(connectionFailure(new CutStreamError('early'))).toEqual({ kind: 'cut', message: 'early' });
    expect(connectionFailure(new SyntaxError('Unexpected end'))?.kind).toBe('garbled');
  });

  it('takes nothing for the provider that may be a fault of ours', () => {
    expect(connectionFailure(new TypeError('x is not a function'))).toBeNull();
    expect(connectionFailure(new RangeError('too long'))).toBeNull();
    expect(connectionFailure('a string')).toBeNull();
  });
});
