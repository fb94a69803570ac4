import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../agents/models/provider-error.ts';
import { RetryAllowance } from '../../../../agents/models/retry-allowance.ts';
import { retrying } from '../../../../agents/models/retrying.ts';
import { BudgetError, MachineryError } from '../../../../domain/errors.ts';
import type { Model, Reply } from '../../../../domain/model.ts';
import { NO_USAGE } from '../../../../domain/usage.ts';
import { ask, requestFor, thrownBy } from '../../../contract/models-request.ts';

const reply: Reply = { text: 'ok', usage: NO_USAGE, stop: 'end', model: 'm' };
const request = requestFor('any');

/** Throws the errors in turn, then answers; `asked` counts the attempts. */
function failing(...errors: unknown[]): Model & { asked: number } {
  return {
    asked: 0,
    ask() {
      const error = errors[this.asked++];
      return error === undefined ? Promise.resolve(reply) : Promise.reject(error);
    },
  };
}

const passing = (retryAfterMs?: number) => new ProviderError('busy', { transient: true, retryAfterMs });

describe('retrying', () => {
  it('tries again until it is answered', async () => {
    const model = failing(passing(), new MachineryError('net', { transient: true }));
    expect(await ask(retrying(model, { retries: 2, firstDelayMs: 1 }), request)).toBe(reply);
    expect(model.asked).toBe(3);
  });

  it('throws the last failure when the tries are used up', async () => {
    const last = passing();
    const model = failing(passing(), last, passing());
    expect(await thrownBy(ask(retrying(model, { retries: 1, firstDelayMs: 1 }), request))).toBe(last);
    expect(model.asked).toBe(2);
  });

  it.each([
    ['a lasting failure', new ProviderError('no such model', { transient: false })],
    ['a spent budget', new BudgetError('no money')],
    ['a fault of ours', new TypeError('x is not a function')],
    ['a wait beyond reason', passing(3_600_000)],
  ])('does not try again after %s', async (_, error) => {
    const model = failing(error);
    expect(await thrownBy(ask(retrying(model, { retries: 3, firstDelayMs: 1 }), request))).toBe(error);
    expect(model.asked).toBe(1);
  });

  it('waits as long as the provider asks', async () => {
    const began = performance.now();
    await ask(retrying(failing(passing(120)), { retries: 1, firstDelayMs: 1 }), request);
    expect(performance.now() - began).toBeGreaterThanOrEqual(118);
  });

  it.each([
    ['asked for by the provider', passing(60_000), 1],
    ['of the backoff', passing(), 60_000],
  ])('ends a wait %s at once when cancelled, with the reason', async (_, error, firstDelayMs) => {
    const controller = new AbortController();
    const model = failing(error);
    const call = retrying(model, { retries: 1, firstDelayMs }).ask(request, controller.signal);
    setTimeout(() => controller.abort('the user left'), 30);
    expect(await thrownBy(call)).toBe('the user left');
    expect(model.asked).toBe(1);
  });
});

describe('the tries that all calls share', () => {
  const outage: Model = { ask: () => Promise.reject(passing()) };
  const options = (allowance: RetryAllowance) => ({
    retries: 10,
    firstDelayMs: 1,
    longestDelayMs: 1,
    allowance,
  });

  it('an outage costs few tries in all, not ten for each call', async () => {
    let asked = 0;
    const counted: Model = {
      ask: (one, signal) => {
        asked += 1;
        return outage.ask(one, signal);
      },
    };
    const model = retrying(counted, options(new RetryAllowance(20)));
    const errors = await Promise.all(Array.from({ length: 100 }, () => thrownBy(ask(model, request))));
    expect(asked).toBe(120);
    expect(String(errors.at(-1))).toContain('busy Not tried again');
    // Without the cap each call makes all of its own.
    asked = 0;
    await thrownBy(ask(retrying(counted, { retries: 10, firstDelayMs: 1, longestDelayMs: 1 }), request));
    expect(asked).toBe(11);
  });

  it('replies give tries back', async () => {
    const allowance = new RetryAllowance(1);
    expect([allowance.take(), allowance.take()]).toEqual([true, false]);
    await ask(retrying(failing(), options(allowance)), request);
    await ask(retrying(failing(), options(allowance)), request);
    expect([allowance.take(), allowance.take()]).toEqual([true, false]);
  });
});
