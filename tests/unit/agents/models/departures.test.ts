import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { Departures } from '../../../../agents/models/departures.ts';

it('all that wait leave once when their signal is aborted, those that were sent do not', () => {
  const departures = new Departures();
  const mine = new AbortController();
  const other = new AbortController();
  const left: string[] = [];
  const stay = departures.on(mine.signal, () => left.push('sent'));
  departures.on(mine.signal, () => left.push('waiting'));
  departures.on(other.signal, () => left.push('other'));
  stay();
  mine.abort();
  expect(left).toEqual(['waiting']);
});

it('a signal has one listener, however many wait', () => {
  const departures = new Departures();
  const { signal } = new AbortController();
  for (let n = 0; n < 100; n++) departures.on(signal, () => undefined);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
});
