import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../agents/models/provider-error.ts';
import { requestFor, thrownBy } from '../../../contract/models-request.ts';
import { settled, sharing } from './held-model.ts';
import { answerAll, junction } from './junction.ts';

describe('several keys', () => {
  const refused = (status: number, transient: boolean, retryAfterMs?: number) =>
    new ProviderError('refused', {
      transient,
      status,
      retryAfterMs,
      scope: [401, 402, 403].includes(status) ? 'key' : 'call',
    });

  it('share the issues, and all calls of an issue stay with one', async () => {
    const { ask, first, second } = junction({ keys: 2 });
    ask(sharing('a', 0), sharing('b', 0), sharing('c', 0), sharing('d', 0));
    await settled();
    await answerAll(first);
    await answerAll(second);
    ask(sharing('a', 1), sharing('b', 1), sharing('a', 0, 2), sharing('b', 0, 2));
    await settled();
    expect(first.names()).toEqual(['a0', 'c0', 'a1', 'a0']);
    expect(second.names()).toEqual(['b0', 'd0', 'b1', 'b0']);
  });

  it('stand in for one that is dead, with the very call that found it so', async () => {
    const { ask, first, second } = junction({ keys: 2 });
    ask(sharing('a', 0), sharing('a', 1));
    await settled();
    await first.calls[0]?.fail(refused(401, false));
    expect(second.names()).toEqual(['a1']);
    second.calls[0]?.request.begun?.();
    await settled();
    expect(second.names()).toEqual(['a1', 'a0']);
    ask(sharing('b', 0));
    await settled();
    expect(second.names()).toEqual(['a1', 'a0', 'b0']);
  });

  it('stand in for one that may not be used for long, and not for a short pause', async () => {
    const { clock, ask, first, second } = junction({ keys: 2 });
    ask(sharing('a', 0), sharing('a', 1));
    await settled();
    await first.calls[0]?.fail(refused(429, true, 2_000));
    expect([...first.names(), ...second.names()]).toEqual(['a0']);
    clock.nowMs = 2_000;
    ask(sharing('a', 2));
    await settled();
    expect(first.names()).toEqual(['a0', 'a1']);
    await first.calls[1]?.fail(refused(429, true, 600_000));
    expect(second.names()).toEqual(['a2']);
  });

  it.each([
    [429, true, 24 * 3_600_000],
    [429, false, undefined],
    [402, false, undefined],
    [403, false, undefined],
  ])(
    'count a key as dead after a %i (transient: %s, retry after %s ms)',
    async (status, transient, afterMs) => {
      const { ask, first, second } = junction({ keys: 2 });
      ask(requestFor('a'));
      await settled();
      await first.calls[0]?.fail(refused(status, transient, afterMs));
      expect(second.names()).toEqual(['a0']);
    },
  );

  it.each([
    ['asks for a day', refused(429, true, 24 * 3_600_000)],
    ['is dead', refused(401, false)],
    ['may not ask this model', new ProviderError('none', { transient: false, status: 404, scope: 'model' })],
  ])('send nothing more under a key that stands alone and %s', async (_, why) => {
    const { ask, model, first } = junction({ slots: 1 });
    ask(requestFor('a'));
    const waiting = thrownBy(model.ask(requestFor('b'), new AbortController().signal));
    await settled();
    await first.calls[0]?.fail(why);
    expect(await waiting).toBe(why);
    expect(await thrownBy(model.ask(requestFor('c'), new AbortController().signal))).toBe(why);
    expect(first.names()).toEqual(['a0']);
  });

  it('do not stand in where it is the model that nobody may ask', async () => {
    const { ask, first, second } = junction({ keys: 2 });
    ask(requestFor('a'));
    await settled();
    await first.calls[0]?.fail(new ProviderError('none', { transient: false, status: 404, scope: 'model' }));
    expect(second.names()).toEqual([]);
  });

  it('go on after a call that was refused for itself', async () => {
    const { ask, first } = junction();
    ask(requestFor('a'));
    await settled();
    await first.calls[0]?.fail(refused(400, false));
    ask(requestFor('b'));
    await settled();
    expect(first.names()).toEqual(['a0', 'b0']);
  });

  it('leave a dead key to fail where it is the only one', async () => {
    const { model, first } = junction();
    const failed = thrownBy(model.ask(requestFor('a'), new AbortController().signal));
    await settled();
    const error = refused(401, false);
    await first.calls[0]?.fail(error);
    expect(await failed).toBe(error);
  });
});

it('a refusal holds back every call under its key, not one', async () => {
  const { clock, ask, first } = junction({ slots: 1 });
  ask(requestFor('a'), requestFor('b'));
  await settled();
  await first.calls[0]?.fail(
    new ProviderError('slow down', { transient: true, status: 429, retryAfterMs: 5_000 }),
  );
  expect(first.names()).toEqual(['a0']);
  clock.nowMs = 4_999;
  ask(requestFor('c'));
  await settled();
  expect(first.names()).toEqual(['a0']);
  clock.nowMs = 5_000;
  ask(requestFor('d'));
  await settled();
  expect(first.names()).toEqual(['a0', 'b0']);
});
