import { describe, expect, it } from 'vitest';
import { expectedLoad } from '../../../../agents/models/key-lane.ts';
import { WarmPrefixes } from '../../../../agents/models/warm-prefixes.ts';
import { textMessage } from '../../../../domain/message.ts';
import { requestFor } from '../../../contract/models-request.ts';
import { sharing } from './held-model.ts';

const lane = (countsReads: boolean) => ({ countsReads, prefixes: new WarmPrefixes(1_000) });
const messages = ['x'.repeat(4_000), 'y'.repeat(400), 'z'.repeat(40)].map((text) =>
  textMessage('user', text),
);

describe('a call is expected to take', () => {
  it('a quarter of its characters where nothing of it is counted yet', () => {
    expect(expectedLoad(requestFor('a', { messages }), lane(true), 0).input).toBe(1_110);
  });

  it('what was counted of its conversation, and a quarter of the characters that are new', () => {
    const request = requestFor('a', { messages, counted: { messages: 2, tokens: 3_000 } });
    expect(expectedLoad(request, lane(true), 0)).toEqual({
      requests: 1,
      input: 3_010,
      output: 1_000,
      tokens: 4_010,
    });
  });

  it('nothing of what its key has in a cache, where reads do not count', () => {
    const warm = lane(false);
    const request = { ...sharing('a', 0, 2), messages, counted: { messages: 2, tokens: 80_000 } };
    expect(expectedLoad(request, warm, 0).input).toBe(80_010);
    warm.prefixes.begun('files of a', 0);
    expect(expectedLoad(request, warm, 0).input).toBe(110);
  });
});
