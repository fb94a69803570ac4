import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayBeTokens, messageBytes, messageText, mostTokens, textMessage } from '../../../domain/message.ts';

test('a message’s bytes are never fewer than its text has, wherever its parts were cut', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'ü', '\ud83d', '\udc1b', '🐛') });
  fc.assert(
    fc.property(fc.array(part), (texts) => {
      const message = { role: 'user', parts: texts.map((text) => ({ text })) } as const;
      const least = Buffer.byteLength(messageText(message));
      expect(messageBytes(message)).toBeGreaterThanOrEqual(least);
      expect(messageBytes(message)).toBe(messageBytes(message));
    }),
  );
});

test('a conversation may be of any count up to the most, and of none above', () => {
  const conversation = fc
    .array(fc.string({ maxLength: 40 }), { minLength: 1 })
    .map((texts) => texts.map((text) => textMessage('user', text)));
  fc.assert(
    fc.property(conversation, fc.nat(9), (messages, by) => {
      const most = mostTokens(messages);
      expect(mayBeTokens(messages, most - by)).toBe(true);
      expect(mayBeTokens(messages, most + 1 + by)).toBe(false);
    }),
  );
});
