import { expect, test } from 'vitest';
import { relevanceAgent } from '../../../agents/relevance.ts';
import { byHand } from './by-hand.ts';

const INPUT = {
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  file: { path: 'lib/shapes.py', blobId: 'f'.repeat(40), text: 'PI = 3\r\n' },
};

test('one call shows the issue first and the file, with LF, after it', () => {
  const agent = byHand(relevanceAgent, INPUT);
  const messages = agent.action.kind === 'ask' ? agent.action.messages : [];
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(agent.asked).toContain('<issue>\narea() is wrong\n</issue>');
  expect(agent.asked).toContain('<file path="lib/shapes.py">\nPI = 3\n</file>');
});

test('the message that all files share does not depend on the file', () => {
  const first = (path: string) => {
    const { action } = relevanceAgent.start({ ...INPUT, file: { path, blobId: path, text: path } });
    return action.kind === 'ask' ? action.messages[0] : undefined;
  };
  expect(first('a')).toEqual(first('b'));
});

const VERDICTS: [string, boolean | null, string | null][] = [
  ['Hm.\n<verdict>relevant</verdict>\n<summary>\nPI is here.\n</summary>', true, 'PI is here.'],
  ['<verdict> Relevant. </verdict>', true, null],
  ['<verdict>not relevant</verdict>\n<summary>never mind</summary>', false, null],
  ['<verdict>NOT_RELEVANT</verdict>', false, null],
  ['First <verdict>not relevant</verdict>, no: <verdict>relevant</verdict>', true, null],
  ['<verdict>perhaps</verdict>', null, null],
  ['It is relevant.', null, null],
  ['', null, null],
];
test.each(VERDICTS)('%j is read, and there is no second try', (reply, relevant, summary) => {
  const agent = byHand(relevanceAgent, INPUT);
  expect(agent.reply(reply)).toEqual({ kind: 'finish' });
  expect(agent.state.result).toEqual({ relevant, summary });
  expect(agent.state.slips).toBe(relevant === null ? 1 : 0);
});
