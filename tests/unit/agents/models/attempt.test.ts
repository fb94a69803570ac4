import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Attempt, attempt } from '../../../../agents/models/attempt.ts';
import { ProviderError } from '../../../../agents/models/provider-error.ts';
import { startTokenClock } from '../../../../agents/models/token-clock.ts';
import type { Reply } from '../../../../domain/model.ts';
import { NO_USAGE } from '../../../../domain/usage.ts';
import { requestFor } from '../../../contract/models-request.ts';

const deadlines = { firstTokenMs: 5_000, betweenTokensMs: 5_000 };
const call: Attempt = {
  provider: 'p',
  model: 'm',
  apiKey: 'key',
  deadlines,
  failureOf: () => null,
  request: requestFor('attempt'),
};
const reply: Reply = { text: 'ok', usage: NO_USAGE, stop: 'end', model: 'm' };
const never = () => new AbortController().signal;

describe('attempt', () => {
  it('passes an error of ours as it is, never as the provider', async () => {
    const bug = new TypeError('x is not a function');
    await expect(attempt(call, never(), () => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('throws what was billed with the failure', async () => {
    const usage = { ...NO_USAGE, inputTokens: 12 };
    const failing = attempt(call, never(), (progress) => {
      progress.billed(usage);
      return Promise.reject(new SyntaxError('Unexpected token'));
    });
    await expect(failing).rejects.toMatchObject({ usage, transient: true });
  });

  it('does not pass on what cannot have been billed', async () => {
    for (const inputTokens of [0, -1, 1.5, 1e9]) {
      const failing = attempt(call, never(), (progress) => {
        progress.billed({ ...NO_USAGE, inputTokens });
        return Promise.reject(new SyntaxError('Unexpected token'));
      });
      await expect(failing).rejects.toMatchObject({ usage: undefined, mayBeBilled: true });
    }
  });

  it('does not take the end of an aborted stream for a reply', async () => {
    const short = { ...call, deadlines: { ...deadlines, firstTokenMs: 10 } };
    const ended = attempt(short, never(), async () => {
      await wait(60);
      return reply;
    });
    await expect(ended).rejects.toBeInstanceOf(ProviderError);
  });

  it('does not start once cancelled', async () => {
    let started = false;
    const stream = () => {
      started = true;
      return Promise.resolve(reply);
    };
    await expect(attempt(call, AbortSignal.abort('gone'), stream)).rejects.toBe('gone');
    expect(started).toBe(false);
  });
});

describe('startTokenClock', () => {
  it('waits anew after every token', async () => {
    const clock = startTokenClock({ firstTokenMs: 400, betweenTokensMs: 400 }, never());
    for (let tokens = 0; tokens < 4; tokens++) {
      await wait(150);
      clock.token();
    }
    expect(clock.missed()).toBeNull();
    await wait(600);
    expect(clock.missed()).toBe('no further token within 400 ms');
    expect(clock.signal.aborted).toBe(true);
    clock.stop();
  });

  it('takes a deadline beyond what a timer holds for a long one, not for none', async () => {
    const clock = startTokenClock({ firstTokenMs: 2 ** 40, betweenTokensMs: 1 }, never());
    await wait(20);
    expect(clock.missed()).toBeNull();
    clock.stop();
  });

  it('leaves nothing on the signal of the caller', () => {
    const signal = never();
    const clock = startTokenClock(deadlines, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    clock.stop();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
