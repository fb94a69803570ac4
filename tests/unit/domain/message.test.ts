import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageBytes, messageText } from '../../../domain/message.ts';

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
