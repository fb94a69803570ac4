import { describe, expect, test } from 'vitest';
import { readReply, scriptText, type Tag } from '../../../agents/read-reply.ts';
import type { Reply } from '../../../domain/model.ts';
import { NO_USAGE } from '../../../domain/usage.ts';

const ALL: Tag[] = ['test', 'edit', 'choice', 'done'];

function read(text: string, allowed: Tag[] = ALL, stop: Reply['stop'] = 'end') {
  return readReply({ text, usage: NO_USAGE, stop, model: 'fake' }, allowed);
}

const BLOCK = '<<<<<<< CHANGE a.py\nx\n=======\ny\n>>>>>>>';

const READABLE: [string, string, Tag, string][] = [
  ['a bare element', '<test>\na = 1\n</test>', 'test', '\na = 1\n'],
  ['prose around', 'I think.\n<test>x</test>\nThat is it.', 'test', 'x'],
  ['a fence around', '```xml\n<test>\nx\n</test>\n```', 'test', '\nx\n'],
  ['prose that names the tag before', 'In <test> tags:\n<test>\nx\n</test>', 'test', '\nx\n'],
  ['prose that names another tag', 'Not <done/> yet.\n<test>\nx\n</test>', 'test', '\nx\n'],
  ['code that holds its closing tag', '<test>\nprint("</test>")\n</test>', 'test', '\nprint("</test>")\n'],
  [
    'code that holds other elements',
    '<test>\n<edit>\n<done/>\n</edit>\n</test>',
    'test',
    '\n<edit>\n<done/>\n</edit>\n',
  ],
  ['a single element in the middle of a line', 'Good: <done/>', 'done', ''],
  ['done with a body tag', 'Good.\n<done></done>', 'done', ''],
  ['thinking first', '<think>\n<test>\ndraft\n</test>\n</think>\n<done/>', 'done', ''],
  [
    'two edits, which are one',
    `<edit>\n${BLOCK}\n</edit>\n<edit>\n${BLOCK}\n</edit>`,
    'edit',
    `\n${BLOCK}\n</edit>\n<edit>\n${BLOCK}\n`,
  ],
  ['blocks without their element', `Here:\n${BLOCK}`, 'edit', `Here:\n${BLOCK}`],
  ['a choice', '<reason>r</reason>\n<choice>2</choice>', 'choice', '2'],
];
test.each(READABLE)('%s is read', (_, text, tag, body) => {
  expect(read(text)).toEqual({ ok: true, tag, body });
});

describe('a slip is named', () => {
  const SLIPS: [string, string, Tag[], string][] = [
    ['none', 'I am done.', ['test', 'done'], 'It has none of <test>, <done/>.'],
    ['two kinds', '<test>\nx\n</test>\n<done/>', ALL, 'It has <test> and <done/>, and only one'],
    ['done before another', '<done/>\n<edit>\nx\n</edit>', ALL, 'It has <done/> and <edit>'],
    ['two scripts', '<test>\nx\n</test>\n<test>\ny\n</test>', ALL, 'It has <test> and <test>'],
    ['two choices', '<choice>1</choice>\n<choice>2</choice>', ALL, 'It has <choice> and <choice>'],
    ['one that is not its turn', '<done/>', ['test'], 'It has <done/>, but now it must have <test>.'],
    ['an open element', '<test>\nx', ALL, 'Its <test> is not closed by </test>.'],
    ['an empty element', '<test>\n \n</test>', ALL, 'Its <test> is empty.'],
    ['blocks where no edit is due', BLOCK, ['test'], 'It has none of <test>.'],
    ['nothing', '', ['edit'], 'It has none of <edit>.'],
  ];
  test.each(SLIPS)('%s', (_, text, allowed, problem) => {
    const result = read(text, allowed);
    expect(result.ok ? '' : result.problem).toContain(problem);
  });

  test('as cut off where the output limit ended it', () => {
    const result = read('<test>\nx', ALL, 'length');
    expect(result.ok ? '' : result.problem).toMatch(/not closed.*cut off at the limit/);
    expect(read(BLOCK, ALL, 'length').ok).toBe(false);
  });
});

test.each([
  ['\n\n  a\n    b\n\n', '  a\n    b\n'],
  ['\n```python\na\n```\n', 'a\n'],
  ['\n````\n```\na\n```\n````\n', '```\na\n```\n'],
  ['a\r\nb\r\n', 'a\nb\n'],
])('the script in %j is %j', (body, script) => {
  expect(scriptText(body)).toBe(script);
});
