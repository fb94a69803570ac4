import { expect, test } from 'vitest';
import { testingAgent } from '../../../agents/testing.ts';
import { byHand, bytesOf, exited, SETTING, TIMED_OUT } from './by-hand.ts';

const INPUT = { ...SETTING, issueText: 'area() is wrong', repository: 'acme/shapes' };

const SCRIPT = 'print(1)\n';
const REPLY = `I try it.\n<test>\n${SCRIPT}</test>`;

test('a script is run on base, seen, approved', () => {
  const agent = byHand(testingAgent, INPUT);
  for (const text of [
    'area() is wrong',
    'troop_check.py',
    'python troop_check.py',
    '100 seconds',
    'no network',
  ]) {
    expect(agent.asked).toContain(text);
  }
  expect(agent.reply(REPLY)).toEqual({
    kind: 'execute',
    cells: [{ patch: null, testScript: SCRIPT }],
    produced: { testScript: SCRIPT },
  });
  agent.executed(exited(2, 'area is 3'));
  expect(agent.asked).toContain('Exit status 2: the script says that the issue stands.\n<output>\narea is 3');
  expect(agent.reply('It fails for the right reason.\n<done/>')).toEqual({ kind: 'finish' });
  expect(agent.state).toMatchObject({ result: { testScript: SCRIPT, approved: true }, slips: 0 });
});

test('a rewritten script replaces the first one and runs again', () => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  agent.executed(exited(0));
  expect(agent.asked).toContain('it should have ended with 2');
  expect(agent.reply('<test>\nprint(2)\n</test>')).toMatchObject({ produced: { testScript: 'print(2)\n' } });
  expect(agent.state.result).toEqual({ testScript: 'print(2)\n', approved: false });
});

test('a timeout and a silent, broken run are described', () => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  agent.executed(TIMED_OUT);
  expect(agent.asked).toContain('It did not end within 100 seconds and was ended.\n<output>\nwaiting');
  agent.reply(REPLY);
  agent.executed(exited(1, ''));
  expect(agent.asked).toContain('Exit status 1: the script could tell neither.\nIt printed nothing.');
});

test('a long output is cut in the middle', () => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  agent.executed(exited(2, `start ${'x'.repeat(500)} end`));
  expect(agent.asked).toMatch(/start x+\n\[\.\.\. 310 characters left out \.\.\.\]\nx+ end/);
});

const SLIPS: [string, string, string][] = [
  ['no element', 'print(1)', 'none of <test>.'],
  ['approval before a script', '<done/>', 'now it must have <test>'],
  ['an edit', '<edit>\nx\n</edit>', 'now it must have <test>'],
];
test.each(SLIPS)('at first, %s is answered and counted', (_, reply, problem) => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(reply);
  expect(agent.asked).toContain(problem);
  expect(agent.state).toMatchObject({ slips: 1, result: { testScript: null } });
  expect(agent.reply(REPLY).kind).toBe('execute');
  expect(agent.state.slips).toBe(1);
});

test('both at once, later, leaves the script as it was', () => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  agent.executed(exited(2));
  agent.reply('<test>\nprint(2)\n</test>\n<done/>');
  expect(agent.asked).toContain('It has <test> and <done/>');
  expect(agent.state).toMatchObject({ slips: 1, result: { testScript: SCRIPT, approved: false } });
});

test('equal inputs give equal first messages, and only new messages are asked with', () => {
  const { action } = testingAgent.start(INPUT);
  const again = testingAgent.start(structuredClone(INPUT)).action;
  if (action.kind !== 'ask' || again.kind !== 'ask') throw new Error('the agent begins by asking');
  expect(bytesOf(action.messages)).toBe(bytesOf(again.messages));
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  const next = agent.executed(exited(2));
  expect(next.kind === 'ask' && next.messages.map(({ role }) => role)).toEqual(['user']);
});

test('results that were not asked for are a failure of the machinery, not a slip', () => {
  const agent = byHand(testingAgent, INPUT);
  agent.reply(REPLY);
  expect(() => agent.executed()).toThrow('waited for 1 results and was given 0 results');
});
