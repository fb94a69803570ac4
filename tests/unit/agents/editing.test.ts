import { describe, expect, test } from 'vitest';
import { type EditingInput, editingAgent } from '../../../agents/editing.ts';
import { editRules } from '../../../agents/prompts/edit-rules.ts';
import { elementText } from '../../../agents/read-reply.ts';
import { parseEdit } from '../../../domain/parse-edit.ts';
import { byHand, bytesOf, exited, SETTING } from './by-hand.ts';

const INPUT: EditingInput = {
  ...SETTING,
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  files: [{ path: 'lib/shapes.py', blobId: 'f'.repeat(40), text: 'def area(r):\r\n    return 3 * r ** 2' }],
  paths: ['lib/shapes.py', 'setup.py'],
  testScript: 'print(1)\n',
  newFiles: true,
};

function editReply(replace: string, search = '    return 3 * r ** 2', path = 'lib/shapes.py'): string {
  return `So.\n<edit>\n<<<<<<< CHANGE ${path}\n${search}\n=======\n${replace}\n>>>>>>>\n</edit>`;
}

function patchWith(line: string): string {
  return [
    'diff --git a/lib/shapes.py b/lib/shapes.py',
    '--- a/lib/shapes.py',
    '+++ b/lib/shapes.py',
    '@@ -1,2 +1,2 @@',
    ' def area(r):\r',
    '-    return 3 * r ** 2',
    '\\ No newline at end of file',
    `+${line}`,
    '\\ No newline at end of file',
    '',
  ].join('\n');
}

describe('with a test script', () => {
  test('an edit runs on base and patched code, and is approved', () => {
    const agent = byHand(editingAgent, INPUT);
    expect(agent.asked).toContain(
      '<file path="lib/shapes.py">\ndef area(r):\n    return 3 * r ** 2\n</file>',
    );
    expect(agent.asked).toContain('<script>\nprint(1)\n</script>');
    const patch = patchWith('    return PI');
    expect(agent.reply(editReply('    return PI'))).toEqual({
      kind: 'execute',
      cells: [
        { patch: null, testScript: 'print(1)\n' },
        { patch, testScript: 'print(1)\n' },
      ],
      produced: { patch },
    });
    agent.executed(exited(2, 'saw 3'), exited(0, 'saw PI'));
    expect(agent.asked).toContain(
      'on the unpatched code.\nExit status 2: the script says that the issue stands.\n<output>\nsaw 3',
    );
    expect(agent.asked).toContain(
      'on your code.\nExit status 0: the script says that the issue is solved.\n<output>\nsaw PI',
    );
    expect(agent.reply('<done/>')).toEqual({ kind: 'finish' });
    expect(agent.state.result).toEqual({ patch, testScript: 'print(1)\n', approved: true });
  });

  test('a second edit is relative to the original code, not to the first', () => {
    const agent = byHand(editingAgent, INPUT);
    agent.reply(editReply('    return PI'));
    agent.executed(exited(2), exited(2));
    expect(agent.asked).toContain('Find out whether the edit or the script is at fault.');
    expect(agent.reply(editReply('    return TAU'))).toMatchObject({
      produced: { patch: patchWith('    return TAU') },
    });
    agent.executed(exited(2), exited(0));
    agent.reply(editReply('x', '    return TAU'));
    expect(agent.asked).toContain('do not stand in it as written');
    expect(agent.state).toMatchObject({ slips: 1, result: { patch: patchWith('    return TAU') } });
  });

  test('a new script runs on base and on the patch there is', () => {
    const agent = byHand(editingAgent, INPUT);
    agent.reply(editReply('    return PI'));
    agent.executed(exited(0), exited(0));
    expect(agent.asked).toContain('passes on the unpatched code too');
    expect(agent.reply('<test>\nprint(2)\n</test>')).toEqual({
      kind: 'execute',
      cells: [
        { patch: null, testScript: 'print(2)\n' },
        { patch: patchWith('    return PI'), testScript: 'print(2)\n' },
      ],
      produced: { testScript: 'print(2)\n' },
    });
  });
});

test('without a test script the patch is stored first, then a script is asked for', () => {
  const agent = byHand(editingAgent, { ...INPUT, testScript: null });
  const patch = patchWith('    return PI');
  expect(agent.reply(editReply('    return PI'))).toEqual({
    kind: 'execute',
    cells: [],
    produced: { patch },
  });
  agent.executed();
  expect(agent.asked).toContain('Now write a test script');
  agent.reply('<done/>');
  expect(agent.asked).toContain('now it must have <test>');
  expect(agent.reply('<test>\nprint(2)\n</test>')).toMatchObject({ produced: { testScript: 'print(2)\n' } });
  agent.executed(exited(2), exited(0));
  agent.reply('<done/>');
  expect(agent.state.result).toEqual({ patch, testScript: 'print(2)\n', approved: true });
});

test('a new file comes into the patch', () => {
  const agent = byHand(editingAgent, INPUT);
  const action = agent.reply('<edit>\n<<<<<<< CREATE lib/pi.py\nPI = 3.14\n>>>>>>>\n</edit>');
  expect(action).toMatchObject({ produced: { patch: expect.stringContaining('new file mode 100644') } });
});

const SLIPS: [string, string, string][] = [
  ['no element', 'return PI', 'none of <edit>.'],
  ['approval before an edit', '<done/>', 'now it must have <edit>'],
  ['a script before an edit', '<test>\nx\n</test>', 'now it must have <edit>'],
  ['an edit and approval', `${editReply('x')}\n<done/>`, 'It has <edit> and <done/>'],
  ['an edit without blocks', '<edit>\nreturn PI\n</edit>', 'The edit has no block'],
  ['an edit that is not closed', '<edit>\n<<<<<<< CHANGE a', 'not closed by </edit>'],
  ['lines that do not match', editReply('x', '  return 3 * r'), 'do not stand in it as written'],
  ['a file that was not shown', editReply('x', 'y', 'setup.py'), 'not among the files that you were shown'],
  ['a path that escapes', editReply('x', 'y', '../x'), 'leads out of its folder'],
  ['an edit without effect', editReply('    return 3 * r ** 2'), 'changes nothing'],
  [
    "the script's own place",
    '<edit>\n<<<<<<< CREATE troop_check.py\n>>>>>>>\n</edit>',
    'the test script has that name',
  ],
];
test.each(SLIPS)('%s is answered and counted', (_, reply, problem) => {
  const agent = byHand(editingAgent, INPUT);
  agent.reply(reply);
  expect(agent.asked).toContain('Your reply could not be used.');
  expect(agent.asked).toContain(problem);
  expect(agent.state).toMatchObject({ slips: 1, result: { patch: null } });
  expect(agent.reply(editReply('    return PI')).kind).toBe('execute');
});

describe('the first message', () => {
  const first = (input: EditingInput) => {
    const { action } = editingAgent.start(input);
    return action.kind === 'ask' ? bytesOf(action.messages.slice(0, 1)) : '';
  };

  test('is the same for all samples of an issue, whatever their tests', () => {
    expect(first(INPUT)).toContain('area() is wrong');
    expect(first({ ...structuredClone(INPUT), testScript: 'other' })).toBe(first(INPUT));
    expect(first({ ...INPUT, testScript: null })).toBe(first(INPUT));
  });

  test('is another for another issue, file or rule', () => {
    const others = [
      { ...INPUT, issueText: 'x' },
      { ...INPUT, files: [] },
      { ...INPUT, newFiles: false },
    ];
    for (const other of others) expect(first(other)).not.toBe(first(INPUT));
  });
});

test('the prompt teaches an edit that the parser reads', () => {
  const example = elementText(editRules(true).replace('one <edit> element', ''), 'edit') ?? '';
  expect(parseEdit(example)).toMatchObject({ ok: true, edit: [{ kind: 'change', path: 'src/circle.py' }] });
  expect(editRules(false)).not.toContain('CREATE');
});
