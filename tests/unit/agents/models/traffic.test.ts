import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../agents/models/provider-error.ts';
import { traffic } from '../../../../agents/models/traffic.ts';
import { requestFor, thrownBy } from '../../../contract/models-request.ts';
import { heldModel, reply, settled, sharing } from './held-model.ts';
import { answerAll, junction, MINUTE_MS, NO_LIMITS } from './junction.ts';

const samples = (instanceId: string, count: number) =>
  Array.from({ length: count }, (_, sample) => sharing(instanceId, sample));

describe('the first call of a shared prefix', () => {
  it('goes alone until its reply begins, and no longer', async () => {
    const { ask, first } = junction();
    ask(...samples('a', 4));
    await settled();
    expect(first.names()).toEqual(['a0']);
    first.calls[0]?.request.begun?.();
    await settled();
    expect(first.names()).toEqual(['a0', 'a1', 'a2', 'a3']);
  });

  it('is followed by one of those that wait where it fails before that', async () => {
    const { ask, first } = junction();
    ask(...samples('a', 3));
    await settled();
    await first.calls[0]?.fail(new ProviderError('busy', { transient: true, status: 529 }));
    expect(first.names()).toEqual(['a0', 'a1']);
    first.calls[1]?.request.begun?.();
    await settled();
    expect(first.names()).toEqual(['a0', 'a1', 'a2']);
  });

  it('holds back no other prefix, model or call without one', async () => {
    const { ask, first } = junction();
    ask(sharing('a', 0), sharing('a', 1), sharing('b', 0), requestFor('a'));
    await settled();
    expect(first.names()).toEqual(['a0', 'b0', 'a0']);
  });

  it('goes alone again once the cache has run out unused', async () => {
    const { clock, ask, first } = junction();
    ask(sharing('a', 0));
    await settled();
    await first.calls[0]?.answer();
    clock.nowMs = 4 * MINUTE_MS;
    ask(sharing('a', 1));
    await settled();
    await first.calls[1]?.answer();
    clock.nowMs = 8 * MINUTE_MS;
    ask(...samples('a', 2));
    await settled();
    expect(first.calls).toHaveLength(4);
    clock.nowMs = 14 * MINUTE_MS;
    ask(...samples('a', 2));
    await settled();
    expect(first.calls).toHaveLength(5);
  });

  it('waits for nobody where the prefix is too short for any cache', async () => {
    const { ask, first } = junction();
    const short = { hash: 'short', characters: 4_095 };
    ask(requestFor('a', { prefix: short }), requestFor('a', { prefix: short }));
    await settled();
    expect(first.calls).toHaveLength(2);
  });
});

describe('a call that waits', () => {
  it('leaves at once when cancelled, and its place goes to the next', async () => {
    const { model, ask, first } = junction({ slots: 1 });
    ask(requestFor('a'));
    const controller = new AbortController();
    const cancelled = thrownBy(model.ask(requestFor('b'), controller.signal));
    ask(requestFor('c'));
    controller.abort('gone');
    expect(await cancelled).toBe('gone');
    await first.calls[0]?.answer();
    expect(first.names()).toEqual(['a0', 'c0']);
  });

  it('can be cancelled while it waits for a prefix', async () => {
    const { model, ask, first } = junction();
    ask(sharing('a', 0));
    const controller = new AbortController();
    const cancelled = thrownBy(model.ask(sharing('a', 1), controller.signal));
    controller.abort('gone');
    expect(await cancelled).toBe('gone');
    await first.calls[0]?.answer();
    expect(first.names()).toEqual(['a0']);
  });

  it('is not sent once the run is being stopped', async () => {
    const stopping = new AbortController();
    const { model, first } = junction({ slots: 1, stopping: stopping.signal });
    const never = new AbortController().signal;
    const inFlight = model.ask(requestFor('a'), never);
    const waiting = thrownBy(model.ask(requestFor('b'), never));
    await settled();
    stopping.abort();
    expect(await waiting).toMatchObject({ message: 'stopped' });
    await first.calls[0]?.answer();
    expect(await inFlight).toBe(reply);
    expect(await thrownBy(model.ask(requestFor('c'), never))).toMatchObject({ message: 'stopped' });
    expect(first.names()).toEqual(['a0']);
  });

  it('takes no slot while another writes its prefix', async () => {
    const { ask, first } = junction({ slots: 2 });
    ask(...samples('a', 5), requestFor('b'));
    await settled();
    expect(first.names()).toEqual(['a0', 'b0']);
  });
});

describe('slots', () => {
  it('hold for all models together', async () => {
    const inTurn = traffic({ slots: 2, cacheTtl: '5m', limits: NO_LIMITS });
    const held = [heldModel(), heldModel()];
    const asking = held.map((model) => inTurn({ models: [model], countsReads: true }));
    for (const model of asking)
      for (const name of ['a', 'b']) void model.ask(requestFor(name), new AbortController().signal);
    await settled();
    expect(held.flatMap(({ calls }) => calls)).toHaveLength(2);
  });

  it('are free again after a failure', async () => {
    const { ask, first } = junction({ slots: 1 });
    ask(requestFor('a'), requestFor('b'));
    await settled();
    await first.calls[0]?.fail(new Error('once'));
    expect(first.names()).toEqual(['a0', 'b0']);
  });
});

describe('the order among calls that wait', () => {
  it('gives issues turns, however many calls each has, the older first', async () => {
    const { ask, first } = junction({ slots: 1 });
    const of = (name: string, count: number) => Array.from({ length: count }, () => requestFor(name));
    ask(...of('a', 6), ...of('b', 2), ...of('c', 1));
    await settled();
    await answerAll(first);
    expect(first.names().join(' ')).toBe('a0 b0 c0 a0 b0 a0 a0 a0 a0');
  });

  it('puts what a warm cache serves before what is cold', async () => {
    const { ask, first } = junction({ slots: 1 });
    ask(sharing('a', 0));
    await settled();
    ask(sharing('b', 0), requestFor('c'), sharing('a', 0, 2), sharing('a', 1));
    await answerAll(first);
    expect(first.names()).toEqual(['a0', 'a0', 'a1', 'b0', 'c0']);
  });

  it('puts the conversation whose cache runs out soonest first of all', async () => {
    const { clock, ask, first } = junction({ slots: 1 });
    for (const [name, atMs] of [
      ['b', 0],
      ['a', 30_000],
      ['c', 60_000],
    ] as const) {
      clock.nowMs = atMs;
      ask(sharing(name, 0));
      await settled();
      await first.calls.at(-1)?.answer();
    }
    clock.nowMs = 4.5 * MINUTE_MS;
    ask(requestFor('d'), sharing('c', 0, 2), sharing('a', 0, 2), sharing('b', 0, 2));
    await answerAll(first);
    expect(first.names().slice(3)).toEqual(['d0', 'b0', 'a0', 'c0']);
  });

  it('lets nobody wait longer than a cache lives', async () => {
    const { clock, ask, first } = junction({ slots: 1 });
    ask(sharing('a', 0));
    await settled();
    ask(requestFor('cold'));
    for (let minute = 1; minute <= 5; minute++) {
      clock.nowMs = minute * MINUTE_MS;
      ask(sharing('a', 0, minute + 1));
      await first.calls.at(-1)?.answer();
    }
    expect(first.names()).toContain('cold0');
    expect(first.names().indexOf('cold0')).toBe(5);
  });
});
