import { expect, test } from 'vitest';
import { type SelectingInput, selectingAgent } from '../../../agents/selecting.ts';
import { byHand, bytesOf, exited, SETTING } from './by-hand.ts';

const INPUT: SelectingInput = {
  ...SETTING,
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  files: [{ path: 'lib/shapes.py', blobId: 'f'.repeat(40), text: 'PI = 3\n' }],
  candidates: [
    { id: 71, patch: 'patch one\n', votes: 4 },
    { id: 12, patch: 'patch two\n', votes: 3 },
  ],
  exampleTest: 'print("example")\n',
};

const TEST = '<test>\nprint(1)\n</test>';

test('a test runs on base and all candidates, then one is chosen by its number', () => {
  const agent = byHand(selectingAgent, INPUT);
  for (const text of ['PI = 3', 'Candidate 1 (passes 4', '<diff>\npatch two\n</diff>', 'print("example")']) {
    expect(agent.asked).toContain(text);
  }
  expect(agent.reply(TEST)).toEqual({
    kind: 'execute',
    cells: [null, 'patch one\n', 'patch two\n'].map((patch) => ({ patch, testScript: 'print(1)\n' })),
    produced: { testScript: 'print(1)\n' },
  });
  agent.executed(exited(2, 'base says'), exited(2, 'one says'), exited(0, 'two says'));
  expect(agent.asked).toMatch(
    /unpatched code\.\nExit status 2.*base says.*candidate 1\.\n.*one says.*candidate 2\.\nExit status 0.*two says/s,
  );
  expect(agent.reply('<reason>\nIt alone is right.\n</reason>\n<choice>2</choice>')).toEqual({
    kind: 'finish',
  });
  expect(agent.state.result).toEqual({
    choice: 12,
    reason: 'It alone is right.',
    tests: ['print(1)\n'],
    fallback: null,
  });
});

test('more tests may come before the choice', () => {
  const agent = byHand(selectingAgent, INPUT);
  agent.reply(TEST);
  agent.executed(exited(2), exited(0), exited(0));
  expect(agent.reply('<test>\nprint(2)\n</test>').kind).toBe('execute');
  agent.executed(exited(2), exited(0), exited(2));
  agent.reply('<choice>Candidate 1</choice>');
  expect(agent.state.result).toMatchObject({ choice: 71, reason: null, tests: ['print(1)\n', 'print(2)\n'] });
});

const SLIPS: [string, string, string][] = [
  ['a number too high', '<choice>3</choice>', 'must be a number from 1 to 2; it is "3"'],
  ['zero', '<choice>0</choice>', 'must be a number from 1 to 2'],
  ['no number', '<choice>the first</choice>', 'it is "the first"'],
  ['two numbers', '<choice>1 or 2</choice>', 'it is "1 or 2"'],
  ['a test and a choice', `${TEST}\n<choice>1</choice>`, 'It has <test> and <choice>'],
  ['two choices', '<choice>1</choice>\n<choice>2</choice>', 'It has <choice> and <choice>'],
  ['neither', 'The first.', 'none of <test>, <choice>'],
];
test.each(SLIPS)('%s is answered, counted, and told as the reason of a fallback', (_, reply, problem) => {
  const agent = byHand(selectingAgent, INPUT);
  agent.reply(TEST);
  agent.executed(exited(2), exited(0), exited(0));
  agent.reply(reply);
  expect(agent.asked).toContain(problem);
  expect(agent.state).toMatchObject({ slips: 1, result: { choice: null } });
  expect(agent.state.result.fallback).toContain(problem);
  agent.reply('<choice>1</choice>');
  expect(agent.state.result).toMatchObject({ choice: 71, fallback: null });
});

test('a choice before any test is a slip', () => {
  const agent = byHand(selectingAgent, INPUT);
  agent.reply('<choice>1</choice>');
  expect(agent.asked).toContain('now it must have <test>');
  expect(agent.state.result.choice).toBeNull();
});

test('until it chooses, it says why there is no choice', () => {
  const agent = byHand(selectingAgent, INPUT);
  expect(agent.state.result.fallback).toBe('the model wrote no test and made no choice');
  agent.reply(TEST);
  expect(agent.state.result.fallback).toBe('the model wrote tests but made no choice');
});

test('with one candidate or none there is nothing to ask', () => {
  const one = byHand(selectingAgent, { ...INPUT, candidates: INPUT.candidates.slice(0, 1) });
  expect(one.action).toEqual({ kind: 'finish' });
  expect(one.state.result).toMatchObject({ choice: 71, fallback: 'there was a single candidate' });
  const none = byHand(selectingAgent, { ...INPUT, candidates: [] });
  expect(none.state.result).toMatchObject({ choice: null, fallback: 'there was no candidate' });
});

test('equal inputs give equal messages; ids of the store are not among them', () => {
  const messages = (input: SelectingInput) => {
    const { action } = selectingAgent.start(input);
    return action.kind === 'ask' ? bytesOf(action.messages) : '';
  };
  const renumbered = INPUT.candidates.map((candidate) => ({ ...candidate, id: candidate.id + 1000 }));
  expect(messages({ ...structuredClone(INPUT), candidates: renumbered })).toBe(messages(INPUT));
});
