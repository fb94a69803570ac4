import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../../../agents/models/anthropic-messages.ts';
import { type Message, textMessage } from '../../../../domain/message.ts';

const text = (value: string) => ({ type: 'text', text: value });
const markedText = (value: string) => ({ ...text(value), cache_control: { type: 'ephemeral' } });

function rendered(messages: readonly Message[], cacheAfter: readonly number[] = []) {
  return anthropicMessages({ messages, cacheAfter });
}

describe('anthropicMessages', () => {
  it('joins the parts of a message and sets system messages apart', () => {
    const files = [{ text: 'see ' }, { path: 'a.py', blobId: 'b1', text: 'x = 1\n' }];
    expect(rendered([{ role: 'system', parts: files }, textMessage('user', 'go')])).toEqual({
      system: [text('see x = 1\n')],
      messages: [{ role: 'user', content: [text('go')] }],
    });
  });

  it('has no system field without a system message', () => {
    expect(rendered([textMessage('user', 'go')])).not.toHaveProperty('system');
  });

  it('leaves blank messages out and joins the neighbours into one turn', () => {
    const conversation = [
      textMessage('user', 'a'),
      textMessage('assistant', ' \n'),
      textMessage('user', 'b'),
    ];
    expect(rendered(conversation, [0, 2]).messages).toEqual([
      { role: 'user', content: [markedText('a'), markedText('b')] },
    ]);
  });

  it('puts the breakpoint of a blank message behind what comes before it', () => {
    const conversation = [textMessage('user', 'a'), textMessage('assistant', '')];
    expect(rendered(conversation, [1]).messages).toEqual([{ role: 'user', content: [markedText('a')] }]);
  });

  it('keeps the first breakpoint and the three newest of many', () => {
    const conversation = Array.from({ length: 7 }, (_, index) =>
      textMessage(index % 2 ? 'assistant' : 'user', String(index)),
    );
    const { messages } = rendered(conversation, [5, 0, 1, 6, 3, 3]);
    const marked = messages
      .flatMap(({ content }) => content)
      .filter((block) => JSON.stringify(block).includes('cache'));
    expect(marked).toEqual(['0', '3', '5', '6'].map(markedText));
  });

  it('keeps the prefix of a conversation unchanged when it grows, so that caches hold', () => {
    const begun = [textMessage('system', 's'), textMessage('user', 'a'), textMessage('assistant', 'b')];
    const grown = [...begun, textMessage('user', 'c')];
    expect(rendered(grown).messages.slice(0, 2)).toEqual(rendered(begun).messages);
  });

  it('does not move a system message that comes late', () => {
    expect(() => rendered([textMessage('user', 'a'), textMessage('system', 's')])).toThrow(
      'message 1 is a system',
    );
  });
});
