import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SharedTexts, sharedTexts } from '../../agents/models/shared-texts.ts';
import { type Message, messageText, textMessage } from '../../domain/message.ts';

/** Quotes, escapes, control characters, halves of surrogate pairs, and what the wire itself is made of. */
const hostile = fc
  .array(
    fc.constantFrom(
      '"',
      '\\',
      '\\u0041',
      '\u0000',
      '\n',
      '\u2028',
      '\ud83d',
      '\udc1b',
      '🐛',
      'ü',
      'a',
      '"}]',
      'troop-text-',
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));
/** Short, long enough for a stand-in, long enough to be shared. */
const text = fc.tuple(hostile, fc.constantFrom(1, 200, 4_000)).map(([piece, times]) => piece.repeat(times));
const conversation = fc.array(
  fc
    .array(text, { minLength: 1, maxLength: 3 })
    .map((parts): Message => ({ role: 'user', parts: parts.map((part) => ({ text: part })) })),
  { minLength: 1, maxLength: 5 },
);

function bodyOf(messages: readonly Message[], textOf: (message: Message) => string): string {
  const turns = messages.map((message) => ({
    role: message.role,
    content: [{ type: 'text', text: textOf(message) }],
  }));
  return JSON.stringify({ model: 'm', system: 'short', messages: turns, stream: true });
}

function sent(texts: SharedTexts, messages: readonly Message[]): Buffer {
  return Buffer.concat(texts.encode(bodyOf(messages, texts.of)));
}

test('the bytes sent are those of the plain body, whatever its texts hold, each time they are sent', () => {
  const texts = sharedTexts();
  fc.assert(
    fc.property(conversation, (messages) => {
      const plain = Buffer.from(bodyOf(messages, messageText), 'utf8');
      expect(sent(texts, messages).equals(plain)).toBe(true);
      expect(sent(texts, messages).equals(plain)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a long text stands in the body as a few characters, a short or a blank one as it is', () => {
  const texts = sharedTexts();
  expect(texts.of(textMessage('user', 'x'.repeat(300_000))).length).toBeLessThan(100);
  expect(texts.of(textMessage('user', 'short'))).toBe('short');
  expect(texts.of(textMessage('user', ' '.repeat(5_000))).trim()).toBe('');
});

test('equal long texts of two messages are encoded once', () => {
  const texts = sharedTexts();
  const text = 'shared context '.repeat(10_000);
  expect(texts.of(textMessage('system', text))).toBe(texts.of(textMessage('system', text)));
});

test('one stand-in is nobody else’s: another instance leaves it as it is', () => {
  const [one, other] = [sharedTexts(), sharedTexts()];
  const standIn = one.of(textMessage('user', 'x'.repeat(5_000)));
  expect(Buffer.concat(other.encode(JSON.stringify(standIn))).toString()).toBe(JSON.stringify(standIn));
});

test('a long message is read for its first turn, and for none of the two hundred after it', () => {
  let reads = 0;
  const part = {
    get text() {
      reads += 1;
      return 'a long observation '.repeat(100);
    },
  };
  const message: Message = { role: 'user', parts: [part] };
  const texts = sharedTexts();
  sent(texts, [message]);
  const atFirst = reads;
  for (let turn = 0; turn < 200; turn++) sent(texts, [message]);
  expect(atFirst).toBeGreaterThan(0);
  expect(reads).toBe(atFirst);
});
