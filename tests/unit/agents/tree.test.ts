import { expect, test } from 'vitest';
import { treeAgent } from '../../../agents/tree.ts';
import { byHand } from './by-hand.ts';

const INPUT = {
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  tree: 'lib/\n  a.py 12\n  b.py 7\n  ... 1 more',
  known: ['lib/a.py', 'lib/b.py', 'lib/[c].py'],
  targetTokens: 60_000,
  ceilingTokens: 120_000,
};

test('one call shows the issue, the tree and both limits', () => {
  const { asked } = byHand(treeAgent, INPUT);
  for (const text of ['area() is wrong', '<tree>\nlib/\n  a.py 12\n', '60000', '120000'])
    expect(asked).toContain(text);
});

const REPLIES: [string, string[] | null][] = [
  ['So:\n<files>\n["lib/b.py", "lib/a.py"]\n</files>', ['lib/b.py', 'lib/a.py']],
  ['["./lib/a.py", "lib/invented.py", "a.py", "lib/a.py"]', ['lib/a.py']],
  ['<files>["lib/[c].py"]</files>', ['lib/[c].py']],
  ['<files>["invented.py"]</files>', null],
  ['<files>[]</files>', null],
  ['<files>["lib/a.py"', null],
  ['lib/a.py', null],
  ['', null],
];
test.each(REPLIES)('%j is read, and there is no second try', (reply, paths) => {
  const agent = byHand(treeAgent, INPUT);
  expect(agent.reply(reply)).toEqual({ kind: 'finish' });
  expect(agent.state.result).toEqual({ paths });
  expect(agent.state.slips).toBe(paths === null ? 1 : 0);
});
