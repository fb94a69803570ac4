import { expect, test } from 'vitest';
import { textMessage } from '../../../domain/message.ts';
import { cacheBreakpoints } from '../../../pipeline/conversation.ts';

const [system, user, reply] = [
  textMessage('system', 's'),
  textMessage('user', 'u'),
  textMessage('assistant', 'a'),
];

test('the shared message and the two newest of the user are kept for the next turn', () => {
  expect(cacheBreakpoints([system, user], false)).toEqual([0, 1]);
  expect(cacheBreakpoints([system, user, reply, user, reply, user], false)).toEqual([0, 3, 5]);
  expect(cacheBreakpoints([user, reply, user], false)).toEqual([0, 2]);
});

test('a last turn keeps nothing of its own, for nobody reads it again', () => {
  expect(cacheBreakpoints([system, user], true)).toEqual([0]);
  expect(cacheBreakpoints([system, user, reply, user, reply, user], true)).toEqual([0, 1, 3]);
});
