import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSharedWork } from '../../../sandbox/shared-work.ts';

const never = () => new AbortController().signal;

describe('work that several wait for', () => {
  it('is done once for all who ask while it goes on, and known afterwards', async () => {
    const shared = createSharedWork<number>();
    let times = 0;
    const work = async () => {
      times += 1;
      await sleep(5);
      return times;
    };
    const all = await Promise.all([1, 2, 3].map(() => shared.get('a', never(), work)));
    expect([...all, await shared.get('a', never(), work)]).toEqual([1, 1, 1, 1]);
    expect(await shared.get('b', never(), work)).toBe(2);
    shared.forget('a');
    expect(await shared.get('a', never(), work)).toBe(3);
  });

  it('a failure is told to all and tried again by the next', async () => {
    const shared = createSharedWork<string>();
    const failing = () => sleep(1).then(() => Promise.reject(new Error('no')));
    const all = await Promise.allSettled([1, 2].map(() => shared.get('a', never(), failing)));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await shared.get('a', never(), async () => 'yes')).toBe('yes');
  });

  it('goes on for the others when one is called off', async () => {
    const shared = createSharedWork<string>();
    const stop = new AbortController();
    const work = (signal: AbortSignal) => sleep(20, 'done', { signal });
    const [one, other] = [shared.get('a', stop.signal, work), shared.get('a', never(), work)];
    stop.abort(new Error('enough'));
    await expect(one).rejects.toThrow('enough');
    expect(await other).toBe('done');
  });

  it('ends when nobody waits any more, and whoever ended it hears of it when it is over', async () => {
    const shared = createSharedWork<string>();
    const stop = new AbortController();
    const events: string[] = [];
    const work = async (signal: AbortSignal) => {
      await sleep(10_000, null, { signal }).catch(() => {});
      await sleep(5);
      events.push('cleaned up');
      return signal.reason;
    };
    const waiting = shared.get('a', stop.signal, work).catch(() => events.push('told'));
    stop.abort(new Error('enough'));
    await waiting;
    expect(events).toEqual(['cleaned up', 'told']);
    expect(await shared.get('a', never(), async () => 'anew')).toBe('anew');
  });
});
