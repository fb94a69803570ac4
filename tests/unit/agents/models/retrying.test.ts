import { describe, expect, it } from 'vitest';
import { limited } from '../../../../agents/models/limited.ts';
import { ProviderError } from '../../../../agents/models/provider-error.ts';
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

describe('limited', () => {
  it('keeps calls of all its models together within the limit, and in order', async () => {
    const limit = limited(2);
    const order: string[] = [];
    let inFlight = 0;
    let most = 0;
    const slow: Model = {
      async ask({ key }) {
        order.push(key.instanceId);
        most = Math.max(most, ++inFlight);
        await new Promise((resolve) => setTimeout(resolve, 10));
        inFlight -= 1;
        return reply;
      },
    };
    const models = [limit(slow), limit({ ask: slow.ask })];
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      names.flatMap((name, at) => models.slice(at % 2, (at % 2) + 1).map((m) => ask(m, requestFor(name)))),
    );
    expect(most).toBe(2);
    expect(order).toEqual(names);
  });

  it('gives the place of a cancelled call to the next', async () => {
    const limit = limited(1);
    let release = () => {};
    const held = new Promise<Reply>((resolve) => {
      release = () => resolve(reply);
    });
    const first = ask(limit({ ask: () => held }), request);
    const controller = new AbortController();
    let asked = 0;
    const counting: Model = { ask: () => Promise.resolve({ ...reply, text: String(++asked) }) };
    const cancelled = thrownBy(limit(counting).ask(request, controller.signal));
    const third = ask(limit(counting), request);
    controller.abort('gone');
    expect(await cancelled).toBe('gone');
    release();
    await first;
    expect((await third).text).toBe('1');
  });

  it('frees the place of a call that failed', async () => {
    const model = limited(1)(failing(new Error('once')));
    await thrownBy(ask(model, request));
    expect(await ask(model, request)).toBe(reply);
  });
});
