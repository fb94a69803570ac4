import { expect, test } from 'vitest';
import { outlinesAgent } from '../../../agents/outlines.ts';
import { byHand } from './by-hand.ts';

const INPUT = {
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  files: [
    { path: 'a.py', tokens: 120, outline: 'def area(shape)' },
    { path: 'lib/[b].py', tokens: 40, outline: 'PI = ...' },
  ],
};

test('one call shows the issue first, then each outline with its path and the length of its file', () => {
  const agent = byHand(outlinesAgent, INPUT);
  const messages = agent.action.kind === 'ask' ? agent.action.messages : [];
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(agent.asked).toContain('<issue>\narea() is wrong\n</issue>');
  expect(agent.asked).toContain('<outline path="a.py" tokens="120">\ndef area(shape)\n</outline>');
});

test('the message that all calls share does not depend on their files', () => {
  const first = (files: typeof INPUT.files) => {
    const { action } = outlinesAgent.start({ ...INPUT, files });
    return action.kind === 'ask' ? action.messages[0] : undefined;
  };
  expect(first(INPUT.files)).toEqual(first([]));
});

const REPLIES: [string, string[] | null][] = [
  ['So:\n<promising>\n["lib/[b].py", "a.py"]\n</promising>', ['lib/[b].py', 'a.py']],
  ['<promising>```json\n["./a.py"]\n```</promising>', ['a.py']],
  ['["a.py", "invented.py", "a.py"]', ['a.py']],
  ['Nothing here.\n<promising>[]</promising>', []],
  ['<promising>["invented.py"]</promising>', null],
  ['<promising>["a.py", ', null],
  ['<promising>a.py</promising>', null],
  ['<promising>[1]</promising>', null],
  ['<promising></promising>', null],
  ['a.py looks promising.', null],
  ['', null],
];
test.each(REPLIES)('%j is read, and there is no second try', (reply, promising) => {
  const agent = byHand(outlinesAgent, INPUT);
  expect(agent.reply(reply)).toEqual({ kind: 'finish' });
  expect(agent.state.result).toEqual({ promising });
  expect(agent.state.slips).toBe(promising === null ? 1 : 0);
});
